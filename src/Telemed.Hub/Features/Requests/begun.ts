import { element, find, t } from "../../Platform/Pages/page.ts";
import { changed, post } from "./delivery.ts";
import { patientName } from "./draft.ts";

/** A request somebody began on this device and did not send: back to it, or gone. */
export async function showBegun(): Promise<void> {
  const place = find("[data-begun]");
  const open = await post(), draft = await open.draft();
  if (!place || !draft || (draft.screen === 0 && !patientName(draft))) return place?.replaceChildren();
  const discard = element("button", { type: "button" }, t("Effacer", "Delete"));
  discard.addEventListener("click", () => void (async () => {
    if (!confirm(t("Effacer ce qui est commencé ?", "Delete what was begun?"))) return;
    for (const photo of Object.values(draft.photos)) await open.removePhoto(photo);
    await open.removeDraft();
    changed();
  })());
  place.replaceChildren(element("article", { class: "mine calls stack" },
    element("p", {}, t("Demande commencée", "Request begun"), " · ", element("strong", {}, patientName(draft))),
    element("p", { class: "row" }, element("a", { class: "button", href: "/ask" }, t("Reprendre", "Resume")), discard)));
}
