import { device } from "../Inbox/device.ts";
import "../../Platform/Pages/console.ts";
import { setClock } from "../../Platform/Pages/clock.ts";
import { askAgainWhileWaiting, isWriting, keepOpen, openForm } from "../../Platform/Pages/live-page.ts";
import { all, find, settled } from "../../Platform/Pages/page.ts";
import { followByAsking } from "../Inbox/poll.ts";
import { tickClocks } from "./clocks.ts";
import { totalOf } from "./scale.ts";

/** One alert, kept up to date part by part: a part somebody is writing in waits. */
const page = find("[data-alert]")!;
tickClocks();
setInterval(tickClocks, 1000);

for (const seq of page.dataset["unseen"]?.split(" ").filter(Boolean) ?? []) void fetch(`/inbox/displayed?seq=${seq}&device=${device()}`, { method: "POST" }).catch(() => undefined);

const refreshSoon = settled(150, () => void refresh());
void followByAsking({ epoch: page.dataset["epoch"]!, seq: Number(page.dataset["cursor"]) }, event => {
  if (event.request?.endsWith(page.dataset["alert"]!)) refreshSoon();
}, () => location.reload());

askAgainWhileWaiting(refreshSoon, 5);

async function refresh(): Promise<void> {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => undefined);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  setClock(fresh.body.dataset["now"]);
  for (const part of all("[data-part]", page)) {
    const next = find(`[data-part="${part.dataset["part"]}"]`, fresh);
    if (!next || isWriting(part)) continue;
    keepOpen(part, next);
    part.replaceChildren(...next.childNodes);
  }
  tickClocks();
}

page.addEventListener("change", event => {
  const at = event.target as HTMLElement;
  const scale = at.closest("[data-scale]");
  if (scale) sayTotal(scale);
  const answer = at.closest("#answer");
  if (answer) find<HTMLButtonElement>("[data-insert]", answer)!.disabled = !find("[name=outcome]:checked", answer);
});

page.addEventListener("click", event => {
  const at = event.target as HTMLElement;
  if (at.closest("[data-zeros]")) {
    const scale = find("[data-scale]", page)!;
    for (const item of all<HTMLSelectElement>("select", scale)) item.value ||= "0";
    sayTotal(scale);
  }
  const insert = at.closest("[data-insert]");
  if (insert) {
    const report = find<HTMLTextAreaElement>("[data-report]", page)!;
    report.value = (report.value ? `${report.value}\n` : "") + (find<HTMLInputElement>("#answer [name=outcome]:checked")?.dataset["template"] ?? "");
    report.focus();
  }
});

function sayTotal(scale: Element): void {
  find("[data-total]", page)!.textContent = totalOf(all<HTMLSelectElement>("select", scale).map(item => item.value), document.documentElement.lang === "en");
}

addEventListener("keydown", event => {
  const at = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey || at.matches("textarea, select, input:not([type=radio])")) return;
  if (event.key === "a") find<HTMLButtonElement>("[data-key=a]", page)?.click();
  if (event.key === "r") openForm("#answer");
});
