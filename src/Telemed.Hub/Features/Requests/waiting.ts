import { clockTime } from "../../Platform/Pages/durations.ts";
import { all, element, t } from "../../Platform/Pages/page.ts";
import { arrived, changed, deliver, lastEnding, onChange, post } from "./delivery.ts";
import type { Letter } from "./outbox.ts";
import { KEPT_FOR } from "../../Platform/Pages/vault.ts";

/** Shows what waits on this device wherever the page has room for it, and keeps it up to date. */
export function showWaiting(): void {
  if (all("[data-waiting]").length === 0) return;
  onChange(() => void render());
  void render();
}

async function render(): Promise<void> {
  const letters = await (await post()).letters();
  const shown = [...arrived.values()].filter(letter => !letters.some(other => other.id === letter.id)).concat(letters).filter(letter => !letter.visit);
  const travelling = new Set(letters.map(letter => letter.id));
  for (const place of all("[data-waiting]")) place.replaceChildren(...shown.map(letter => card(letter, travelling.has(letter.id))));
}

function card(letter: Letter, here: boolean): HTMLElement {
  const made = element("article", { class: letter.state === "refused" ? "mine gate" : "mine", "data-letter": letter.state });
  const body = element("div", { class: "stack" }, element("strong", {}, letter.title), element("p", {}, words(letter, here)));
  if (letter.state === "waiting") {
    const until = clockTime(new Date(Date.parse(letter.writtenAt) + KEPT_FOR), document.documentElement.lang === "en");
    body.append(element("p", { class: "soft" }, t(`Gardée chiffrée sur cet appareil jusqu’à ${until} demain.`, `Kept encrypted on this device until ${until} tomorrow.`)));
  }
  body.append(actions(letter));
  made.append(body);
  return made;
}

function words(letter: Letter, here: boolean): string {
  if (letter.state === "refused") return `${t("Refusée par le hub :", "Refused by the hub:")} ${letter.refusal ?? ""}`;
  if (letter.state === "sent") {
    const at = clockTime(new Date(letter.writtenAt), document.documentElement.lang === "en");
    return here
      ? t(`Votre demande est partie à ${at}. Les photos d’origine suivent toutes seules.`, `Your request left at ${at}. The original photos follow by themselves.`)
      : t(`Votre demande est partie à ${at}, photos d’origine comprises.`, `Your request left at ${at}, original photos included.`);
  }
  if (lastEnding === "signed-out") return t("Votre session est terminée : reconnectez-vous, elle partira aussitôt.", "Your session has ended: sign in again and it leaves at once.");
  return lastEnding === "unreachable" || !navigator.onLine
    ? t("Pas de réseau : elle part dès qu’il revient. Gardez Telemed ouvert, ou rouvrez-le.", "No network: it leaves as soon as there is one. Keep Telemed open, or open it again.")
    : t("Elle part.", "It is leaving.");
}

function actions(letter: Letter): HTMLElement {
  const row = element("p", { class: "row" });
  if (letter.state === "sent" && letter.requestId) row.append(link(`/requests/${letter.requestId}`, t("Suivre", "Follow")));
  if (letter.state === "waiting" && lastEnding === "signed-out") row.append(link("/sign-in?ReturnUrl=/requests", t("Se reconnecter", "Sign in")));
  if (letter.state === "waiting" && lastEnding !== "signed-out") row.append(button(t("Envoyer maintenant", "Send now"), deliver));
  if (letter.state === "refused") row.append(link(`/ask?correct=${letter.id}`, t("Corriger", "Correct")), button(t("Effacer", "Delete"), () => discard(letter)));
  return row;
}

async function discard(letter: Letter): Promise<void> {
  if (!confirm(t("Effacer cette demande ? Ce qui est écrit est perdu.", "Delete this request? What was written is lost."))) return;
  await (await post()).remove(letter);
  changed();
}

function link(address: string, words: string): HTMLElement {
  return element("a", { class: "button", href: address }, words);
}

function button(words: string, act: () => Promise<void>): HTMLElement {
  const made = element("button", { type: "button" }, words);
  made.addEventListener("click", () => void act());
  return made;
}
