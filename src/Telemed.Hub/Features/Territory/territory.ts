import "../../Platform/Pages/console.ts";
import { setClock, tick } from "../../Platform/Pages/clock.ts";
import { isWriting, keepOpen } from "../../Platform/Pages/live-page.ts";
import { all, find, fragment, settled } from "../../Platform/Pages/page.ts";
import { followByAsking } from "../Inbox/poll.ts";

/** The territory as it stands: asked again at every event, and at intervals, because time alone changes it too. */
const page = find("[data-territory]")!;
const shown = new Map<string, string>();
const refreshSoon = settled(300, () => void refresh());
void followByAsking({ epoch: page.dataset["epoch"]!, seq: Number(page.dataset["cursor"]) }, refreshSoon, () => location.reload());
setInterval(() => { if (document.visibilityState === "visible") refreshSoon(); }, 10_000);

async function refresh(): Promise<void> {
  const answer = await fetch("/territory/now", { headers: { Accept: "text/html" } }).catch(() => undefined);
  if (!answer?.ok) return;
  const fresh = await fragment(answer);
  setClock(find("[data-now]", fresh)?.dataset["now"]);
  const [reading] = all("[data-part]", page).filter(part => part.getBoundingClientRect().bottom > 0), stood = reading?.getBoundingClientRect().top ?? 0;
  for (const part of all("[data-part]", page)) put(part, find(`[data-part="${part.dataset["part"]}"]`, fresh));
  tick();
  // Whatever grew or shrank above, the reader's place stays where it is.
  if (reading) scrollBy({ top: reading.getBoundingClientRect().top - stood, behavior: "instant" });
}

/** Only what changed is touched; a form somebody fills in, a list they opened and the link they stand on stay. */
function put(part: HTMLElement, next: HTMLElement | null): void {
  const name = part.dataset["part"]!;
  if (!next || isWriting(part) || shown.get(name) === next.innerHTML) return;
  shown.set(name, next.innerHTML);
  const focused = part.contains(document.activeElement) ? all("a, summary, button", part).indexOf(document.activeElement as HTMLElement) : -1;
  keepOpen(part, next);
  part.replaceChildren(...next.childNodes);
  if (focused >= 0) all("a, summary, button", part)[focused]?.focus({ preventScroll: true });
}
