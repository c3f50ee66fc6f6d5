import "../../Platform/Pages/console.ts";
import { all, find, settled } from "../../Platform/Pages/page.ts";
import { refreshParts } from "../../Platform/Pages/parts.ts";
import { followByAsking } from "../Inbox/poll.ts";
import { actOf, pressOf, type Act } from "../Triage/keyboard.ts";
import { step } from "../Triage/list.ts";

/** Patients at home: what changes comes in by itself, and the list is walked with the keys of every list. */
const page = find("[data-cell]")!;
const refreshSoon = settled(300, () => void refreshParts(page, page.dataset["cell"]!));
void followByAsking({ epoch: page.dataset["epoch"]!, seq: Number(page.dataset["cursor"]) }, refreshSoon, () => location.reload());
setInterval(() => { if (document.visibilityState === "visible") refreshSoon(); }, 60_000);

const links = () => all<HTMLAnchorElement>("[data-patient] a", page);

function walk(by: 1 | -1): void {
  const order = links().map(link => link.href);
  const next = step(order, links().find(link => link === document.activeElement)?.href, by);
  links().find(link => link.href === next)?.focus();
}

const acts: Partial<Record<Act, () => void>> = {
  next: () => walk(1),
  previous: () => walk(-1),
  search: () => find("input[type=search]")?.focus(),
  accept: () => find("[data-key=a]")?.click(),
};

addEventListener("keydown", event => {
  const act = actOf(pressOf(event), "list");
  const go = act && acts[act];
  if (!go) return;
  event.preventDefault();
  go();
});
