import "../../Platform/Pages/console.ts";
import { keepOpen } from "../../Platform/Pages/live-page.ts";
import { all, element, find, fragment } from "../../Platform/Pages/page.ts";

/** The telephones as they ring. Nobody is signed in here: there is no inbox to listen to, so the page asks. */
const phones = find("[data-phones]")!;
let shown = "";
setInterval(() => { if (document.visibilityState === "visible") void refresh(); }, 1500);

async function refresh(): Promise<void> {
  const answer = await fetch("/demo/phones/now", { headers: { Accept: "text/html" } }).catch(() => undefined);
  if (!answer?.ok) return;
  const fresh = element("div", {}, await fragment(answer));
  // Each copy carries tokens of its own: they are no news.
  const said = fresh.textContent + all("form", fresh).map(form => form.getAttribute("action")).join();
  if (said === shown || phones.contains(document.activeElement?.closest("form") ?? null)) return;
  shown = said;
  keepOpen(phones, fresh);
  phones.replaceChildren(...fresh.childNodes);
}
