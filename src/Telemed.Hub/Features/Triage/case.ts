import "../../Platform/Pages/console.ts";
import { askAgainWhileWaiting, keepOpen, openForm } from "../../Platform/Pages/live-page.ts";
import { all, element, find, settled, t, user } from "../../Platform/Pages/page.ts";
import { openShelf } from "../../Platform/Pages/shelf.ts";
import { Vault } from "../../Platform/Pages/vault.ts";
import { PictureViewer } from "../../Platform/Pages/viewer.ts";
import { follow } from "../Inbox/live.ts";
import { actOf, pressOf, type Act } from "./keyboard.ts";

const page = find("[data-case]")!;
const task = page.dataset["case"]!;
const place = find("[data-viewer]", page);
const viewer = place && new PictureViewer(place);
const report = find<HTMLTextAreaElement>("[data-report]", page);
const insert = find<HTMLButtonElement>("[data-insert]", page);

/** Events of the hub itself: somebody was told, nobody did anything. */
const tellings = new Set(["escalation", "reminder-accept", "reminder-reply", "told-others", "technical-alarm", "nobody-on-duty", "call-outside"]);
const refreshSoon = settled(300, () => void refresh());

const live = follow({ epoch: page.dataset["epoch"]!, seq: Number(page.dataset["cursor"]) }, event => {
  if (!event.task?.endsWith(task)) return;
  if (tellings.has(event.kind)) refreshSoon();
  else offer();
}, () => location.reload(), () => {
  for (const seq of page.dataset["unseen"]?.split(" ").filter(Boolean) ?? []) live.displayed(Number(seq));
});

askAgainWhileWaiting(refreshSoon, 30);

/** Who was told and what comes next: read anew in place, since nobody writes there. */
async function refresh(): Promise<void> {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => undefined);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of all("[data-part]", page)) {
    const next = find(`[data-part="${part.dataset["part"]}"]`, fresh);
    if (!next) continue;
    keepOpen(part, next);
    part.replaceChildren(...next.childNodes);
  }
}

/** Somebody else did something here: said at the top, shown when the reader asks for it. */
function offer(): void {
  const side = find(".scroll", page)!;
  if (find("[data-offer]", side)) return;
  const button = element("button", { class: "primary wide", "data-offer": "" }, t("Du nouveau dans ce dossier : afficher", "Something new in this case: show it"));
  button.addEventListener("click", () => location.reload());
  side.prepend(element("p", { role: "status" }, button));
  side.scrollTo({ top: 0 });
}

if (report && insert) {
  const template = () => find<HTMLInputElement>("[name=outcome]:checked", page)?.dataset["template"];
  find("#answer-form")!.addEventListener("change", () => { insert.disabled = !template(); });
  insert.addEventListener("click", () => {
    report.setRangeText((report.value && report.selectionStart > 0 ? "\n" : "") + template(), report.selectionStart, report.selectionEnd, "end");
    report.focus();
    report.dispatchEvent(new Event("input", { bubbles: true }));
  });
  void keepReport(report);
}

/** A report being written survives a closed tab, encrypted on this device until it is sent or for a day. */
async function keepReport(text: HTMLTextAreaElement): Promise<void> {
  const vault = await Vault.open(await openShelf(), user()!), id = `report/${task}`;
  const said = find("[data-kept]", page)!;
  const kept = await vault.read<string>("report", id);
  if (kept && !text.value) {
    text.value = kept;
    said.textContent = t("Votre brouillon est repris.", "Your draft is back.");
  }
  text.addEventListener("input", settled(600, () => void vault.write("report", id, text.value).then(() => { said.textContent = t("Brouillon gardé sur cet appareil.", "Draft kept on this device."); })));
  text.addEventListener("keydown", event => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) text.form!.requestSubmit(); });
}

const acts: Partial<Record<Act, () => void>> = {
  accept: () => find<HTMLButtonElement>("[data-key=a]", page)?.click(),
  answer: () => openForm("#answer"),
  ask: () => openForm("#request-information"),
  decline: () => openForm("#decline"),
  help: () => find("#keys")?.togglePopover(),
  "view-1": () => viewer?.show(0), "view-2": () => viewer?.show(1), "view-3": () => viewer?.show(2),
  "zoom-in": () => viewer?.do("in"), "zoom-out": () => viewer?.do("out"), fit: () => viewer?.do("fit"), compare: () => viewer?.do("compare"),
  leave,
};

/** First out of the field, then out of the case, back to where the list was left. */
function leave(): void {
  const at = document.activeElement;
  if (at instanceof HTMLElement && at.matches("textarea, input, select")) return at.blur();
  location.href = find<HTMLAnchorElement>(".back")!.href;
}

addEventListener("keydown", event => {
  const act = actOf(pressOf(event), "case");
  const go = act && acts[act];
  // Escape closes an open sheet by itself.
  if (!go || (act === "leave" && find(":popover-open"))) return;
  event.preventDefault();
  go();
});
