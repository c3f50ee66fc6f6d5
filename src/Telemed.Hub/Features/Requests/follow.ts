import "./requester.ts";
import { setClock } from "../../Platform/Pages/clock.ts";
import { askAgainWhileWaiting, keepOpen } from "../../Platform/Pages/live-page.ts";
import { all, element, find, settled, t } from "../../Platform/Pages/page.ts";
import { arrived, onChange } from "./delivery.ts";
import { followByAsking } from "../Inbox/poll.ts";
import { showBegun } from "./begun.ts";
import { replyPhotos } from "./reply-photos.ts";

/** The requester's list and one request, kept up to date without moving what somebody is writing in. */
let known = 0;
const shown = find("[data-follow], [data-requests]");
replyPhotos();
void showBegun();
onChange(() => void showBegun());

if (shown?.dataset["epoch"]) {
  const request = shown.dataset["follow"];
  const refreshSoon = settled(300, () => void refresh());
  if (request) askAgainWhileWaiting(refreshSoon, 30);
  onChange(() => { if (arrived.size > known) refreshSoon(); known = arrived.size; });
  void followByAsking({ epoch: shown.dataset["epoch"], seq: Number(shown.dataset["cursor"]) }, event => {
    if (!request || event.request?.endsWith(request)) refreshSoon();
  }, () => void refresh().then(() => location.reload()));
}

async function refresh(): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => undefined);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = find("[data-follow], [data-requests]", page), here = find("[data-follow], [data-requests]");
  if (!fresh || !here) return;
  setClock(page.body.dataset["now"]);
  if (isWriting(here)) return offer(here);
  for (const kept of all(".waiting", here)) find(kept.hasAttribute("data-begun") ? "[data-begun]" : "[data-waiting]", fresh)?.replaceWith(kept);
  const next = find("#next", here)?.textContent;
  keepOpen(here, fresh);
  here.toggleAttribute("data-waits", fresh.hasAttribute("data-waits"));
  here.replaceChildren(...fresh.childNodes);
  if (next !== find("#next", here)?.textContent) find("#next", here)?.classList.add("calls");
  replyPhotos();
}

/** Something typed or an open form: the page waits for its reader. */
function isWriting(place: Element): boolean {
  return find("details.act[open]", place) !== null || all<HTMLTextAreaElement>("textarea", place).some(text => text.value !== text.defaultValue)
    || all(":checked", place).length > 0;
}

function offer(place: Element): void {
  if (find("[data-offer]", place)) return;
  const button = element("button", { class: "primary wide", "data-offer": "" }, t("Du nouveau : afficher", "Something new: show it"));
  button.addEventListener("click", () => location.reload());
  place.prepend(element("p", { role: "status" }, button));
}
