import "../../Platform/Pages/console.ts";
import { openForm } from "../../Platform/Pages/live-page.ts";
import { all, find, fragment } from "../../Platform/Pages/page.ts";
import { follow } from "../Inbox/live.ts";
import { actOf, pressOf, type Act } from "./keyboard.ts";
import { step } from "./list.ts";
import { LiveList } from "./live-list.ts";

const list = find("[data-list]")!;
const pane = find("[data-preview]")!;
const remembered = `chosen${location.pathname}`;
let chosen: string | undefined;

const rows = () => all(".case", list).filter(row => row.checkVisibility());
const rowOf = (id: string | undefined) => id === undefined ? null : find(`#task-${CSS.escape(id)}`, list);

const liveList = new LiveList(list, id => { if (id === chosen) void showPane(id, false); markChosen(); }, seq => live.displayed(seq));
const live = follow({ epoch: list.dataset["epoch"]!, seq: Number(list.dataset["cursor"]) },
  event => void liveList.take(event), () => location.reload(), () => liveList.sayDisplayed());

async function choose(id: string | undefined, focus = true): Promise<void> {
  if (id === undefined) return;
  chosen = id;
  sessionStorage.setItem(remembered, id);
  markChosen();
  const row = rowOf(id);
  if (focus && row) find("a", row)?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
  if (pane.checkVisibility()) await showPane(id, true);
}

function markChosen(): void {
  for (const row of all("[aria-current]", list)) row.removeAttribute("aria-current");
  rowOf(chosen)?.setAttribute("aria-current", "true");
}

const shownAs = (id: string) => `[data-preview-of="${CSS.escape(id)}"]`;

async function showPane(id: string, anew: boolean): Promise<void> {
  // A reason being written in the pane is not thrown away by a refresh.
  if (!anew && find("details[open]", pane)) return;
  // Until the chosen one is there, nobody takes the one before it.
  pane.inert = !find(shownAs(id), pane);
  const answer = await fetch(`/triage/${id}/preview`, { headers: { Accept: "text/html" } }).catch(() => undefined);
  if (!answer?.ok || id !== chosen) return;
  const fresh = await fragment(answer);
  if (id !== chosen) return;
  pane.replaceChildren(fresh);
  pane.inert = false;
}

list.addEventListener("click", event => {
  const row = (event.target as Element).closest<HTMLElement>(".case");
  // With the pane beside it a first click looks, the second opens; without it, or with a modifier, the link does what links do.
  if (!row || event.metaKey || event.ctrlKey || !pane.checkVisibility() || row.dataset["task"] === chosen) return;
  event.preventDefault();
  void choose(row.dataset["task"]);
});

pane.addEventListener("click", event => {
  const view = (event.target as Element).closest<HTMLElement>("[data-pane-view]");
  if (!view) return;
  find<HTMLImageElement>("[data-pane-picture]", pane)!.src = view.dataset["paneView"]!;
  for (const other of all("[data-pane-view]", pane)) other.setAttribute("aria-pressed", String(other === view));
});

for (const chip of all<HTMLAnchorElement>("a[data-show]")) chip.addEventListener("click", event => {
  event.preventDefault();
  history.replaceState(null, "", chip.href);
  list.dataset["show"] = chip.dataset["show"]!;
  for (const other of all("a[data-show]")) other.toggleAttribute("aria-current", false);
  chip.setAttribute("aria-current", "true");
  liveList.sayDisplayed();
});

find<HTMLInputElement>("[data-search]")?.addEventListener("input", event => {
  const words = (event.target as HTMLInputElement).value.toLowerCase();
  for (const row of all(".case", list)) row.hidden = !row.textContent!.toLowerCase().includes(words);
});

const acts: Partial<Record<Act, () => void>> = {
  next: () => void choose(step(rows().map(row => row.dataset["task"]!), chosen, 1)),
  previous: () => void choose(step(rows().map(row => row.dataset["task"]!), chosen, -1)),
  open: () => { if (chosen) location.href = `/cases/${chosen}`; },
  accept: () => chosen && find<HTMLButtonElement>(`${shownAs(chosen)} [data-key=a]`, pane)?.click(),
  decline: () => find("#decline", pane) ? openForm("#decline") : undefined,
  answer: () => { if (chosen) location.href = `/cases/${chosen}#answer`; },
  ask: () => { if (chosen) location.href = `/cases/${chosen}#request-information`; },
  arrivals: () => liveList.bringIn(),
  search: () => find("[data-search]")?.focus(),
  help: () => find("#keys")?.togglePopover(),
  leave: () => rowOf(chosen)?.querySelector("a")?.focus(),
};

addEventListener("keydown", event => {
  const onRow = event.target instanceof Element && event.target.closest(".case") !== null;
  const act = actOf({ ...pressOf(event), ...(onRow && { onControl: false }) }, "list");
  const go = act && acts[act];
  // Escape closes an open sheet by itself.
  if (!go || (act === "leave" && find(":popover-open"))) return;
  event.preventDefault();
  go();
});

void choose(sessionStorage.getItem(remembered) && rowOf(sessionStorage.getItem(remembered)!) ? sessionStorage.getItem(remembered)! : rows()[0]?.dataset["task"], false);
