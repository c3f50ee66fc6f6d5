import { setClock, tick } from "./clock.ts";
import { isWriting, keepOpen } from "./live-page.ts";
import { all, find, fragment } from "./page.ts";

const shown = new Map<string, string>();

/** Asks for the parts of a page again and puts in what changed; whatever grew or shrank above, the reader's place stays where it is. */
export async function refreshParts(page: HTMLElement, address: string): Promise<void> {
  const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => undefined);
  if (!answer?.ok) return;
  const fresh = await fragment(answer);
  setClock(find("[data-now]", fresh)?.dataset["now"]);
  const [reading] = all("[data-part]", page).filter(part => part.getBoundingClientRect().bottom > 0), stood = reading?.getBoundingClientRect().top ?? 0;
  for (const part of all("[data-part]", page)) put(part, find(`[data-part="${part.dataset["part"]}"]`, fresh));
  tick();
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
