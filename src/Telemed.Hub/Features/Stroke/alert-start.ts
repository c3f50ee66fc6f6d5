import "../../Platform/Pages/console.ts";
import { all, element, find } from "../../Platform/Pages/page.ts";
import { agoOf, timeAgo } from "./clock-words.ts";
import { legalNow } from "./clocks.ts";

const form = find<HTMLFormElement>("[data-alert]")!;
const time = find<HTMLInputElement>("[data-time]", form)!;
const lost = find("[data-lost]")!;

for (const chip of all<HTMLButtonElement>("[data-ago]", form)) chip.addEventListener("click", () => {
  time.value = timeAgo(Number(chip.dataset["ago"]), legalNow());
  say();
});
form.addEventListener("input", say);
say();

function say(): void {
  const unknown = find<HTMLInputElement>("[name=onset]:checked", form)?.value === "unknown";
  find("[data-when]", form)!.hidden = unknown;
  time.required = !unknown;
  find("[data-echo]", form)!.textContent = unknown ? "" : agoOf(time.value, legalNow(), document.documentElement.lang === "en") ?? "";
}

form.addEventListener("submit", event => {
  event.preventDefault();
  void send();
});

/** The hub's answer is a page; no answer is said at once, and tried again until there is one. The identifier makes all tries one alert. */
async function send(): Promise<void> {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])), headers: { Accept: "text/html" } });
    if (answer.redirected) location.href = answer.url;
    // The form goes the ordinary way: the same alert, and the page with the hub's reason.
    else form.submit();
  } catch {
    if (lost.hidden) lost.append(element("span", { class: "sr" }, " "));
    lost.hidden = false;
    lost.scrollIntoView({ block: "nearest" });
    setTimeout(() => void send(), 3000);
  }
}
