import { clockTime, duration } from "../../Platform/Pages/durations.ts";
import { element, t } from "../../Platform/Pages/page.ts";
import { KEPT_FOR } from "../../Platform/Pages/vault.ts";
import { changed, deliver, lastEnding, post } from "../Requests/delivery.ts";
import type { Letter } from "../Requests/outbox.ts";
import { correct } from "./visit-page.ts";
import { hubTime, type Round, type RoundAlarm, type RoundPatient } from "./round-kept.ts";

const english = () => document.documentElement.lang === "en";

export function kilograms(value: number): string {
  return `${value.toLocaleString(english() ? "en-GB" : "fr-FR", { minimumFractionDigits: 1, maximumFractionDigits: 1 })}\u00a0kg`;
}

/** "+1,2 kg" from the reference weight. */
export function difference({ weights: [last], referenceWeight }: RoundPatient): string {
  if (!last || referenceWeight === undefined || referenceWeight === null) return "";
  const change = Math.round((last.kilograms - referenceWeight) * 10) / 10;
  return `${change > 0 ? "+" : change < 0 ? "−" : "±"}${kilograms(Math.abs(change))}`;
}

export function patientCard(patient: RoundPatient, round: Round): HTMLElement {
  const { alarm, weights: [last] } = patient;
  const link = element("a", { href: `#${encodeURIComponent(patient.reference)}`, ...(alarm && { class: `is-${alarm.priority}` }) },
    element("span", { class: "row" }, element("b", {}, patient.name), element("span", { class: "soft" }, t(`${patient.age} ans`, `${patient.age} years`))));
  if (alarm) link.append(alarmLine(alarm, round));
  if (patient.paused) link.append(element("b", {}, t("En pause", "Paused")));
  if (patient.visit) link.append(visitLine(patient.visit, round));
  link.append(element("span", { class: "row soft" }, element("span", {}, lastVisit(patient, round)),
    element("span", {}, last ? [kilograms(last.kilograms), difference(patient)].filter(Boolean).join(" · ") : t("aucun poids", "no weight"))));
  return element("li", {}, link);
}

/** The level with the shape of its priority, and for how long. */
export function alarmLine({ priority, level, since: raised }: RoundAlarm, round: Round): HTMLElement {
  const shape = { stat: "◆", asap: "▲", urgent: "■" }[priority] ?? "●";
  return element("span", { class: "prio" }, `${shape} ${level} · ${since(raised, round)}`);
}

function since(instant: string, round: Round): string {
  const seconds = (hubTime(round).getTime() - Date.parse(instant)) / 1000;
  return t(`depuis ${duration(seconds, false)}`, `for ${duration(seconds, true)}`);
}

/** Overdue, due, or not before when: on the day it is where the patient lives, also hours after the round was read. */
function visitLine({ notBefore, due, zone }: NonNullable<RoundPatient["visit"]>, round: Round): HTMLElement {
  const today = civilDay(hubTime(round), zone);
  const said = (day: string) => new Date(day).toLocaleDateString(english() ? "en-GB" : "fr-FR", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  if (today > due) return element("b", { class: "left is-stat" }, t(`Visite en retard, prévue le ${said(due)}`, `Visit overdue, planned for ${said(due)}`));
  if (today === due) return element("b", {}, t("Visite prévue aujourd’hui", "Visit due today"));
  return element("span", {}, today < notBefore ? t(`Pas avant le ${said(notBefore)}`, `Not before ${said(notBefore)}`) : t(`Visite d’ici le ${said(due)}`, `Visit by ${said(due)}`));
}

function lastVisit({ visitedAt }: RoundPatient, round: Round): string {
  if (!visitedAt) return t("Jamais visité", "Never visited");
  const days = Math.floor(dayOf(hubTime(round)) - dayOf(new Date(visitedAt)));
  if (days < 1) return t(`Vu aujourd’hui à ${clockTime(new Date(visitedAt), false)}`, `Seen today at ${clockTime(new Date(visitedAt), true)}`);
  return days === 1 ? t("Vu hier", "Seen yesterday") : t(`Vu il y a ${days} jours`, `Seen ${days} days ago`);
}

/** The territory's day, counted. */
function dayOf(at: Date): number {
  return Date.parse(civilDay(at, "Europe/Paris")) / 86_400_000;
}

/** "2027-01-05" */
function civilDay(at: Date, timeZone: string): string {
  return at.toLocaleDateString("sv-SE", { timeZone });
}

/** What became of a visit that was recorded on this device. It can be corrected while its patient is on the round: the form is theirs. */
export function visitCard(letter: Letter, round?: Round): HTMLElement {
  const at = clockTime(new Date(letter.writtenAt), english());
  const body = element("div", { class: "stack" }, element("strong", {}, t(`${letter.title} · visite de ${at}`, `${letter.title} · visit at ${at}`)), element("p", {}, words(letter)));
  const onRound = round?.patients.some(patient => patient.reference === letter.visit?.patient);
  const row = element("p", { class: "row" });
  if (letter.state === "waiting") {
    const until = clockTime(new Date(Date.parse(letter.writtenAt) + KEPT_FOR), english());
    body.append(element("p", { class: "soft" }, t(`Gardée chiffrée sur cet appareil jusqu’à ${until} demain.`, `Kept encrypted on this device until ${until} tomorrow.`)));
    if (lastEnding === "signed-out") row.append(element("a", { class: "button", href: "/sign-in?ReturnUrl=/round" }, t("Se reconnecter", "Sign in")));
    else row.append(button(t("Envoyer maintenant", "Send now"), deliver));
  }
  if (letter.state === "refused" && onRound) row.append(button(t("Corriger", "Correct"), () => correct(letter)));
  if (letter.state === "refused" && !onRound) body.append(element("p", { class: "soft" }, t("Ce patient n’est plus sur votre tournée.", "This patient is not on your round any more.")));
  if (letter.state === "refused") row.append(button(t("Effacer", "Delete"), () => discard(letter)));
  if (row.childElementCount > 0) body.append(row);
  return element("article", { class: letter.state === "refused" ? "mine gate" : "mine", "data-visit-state": letter.state }, body);
}

function words({ state, refusal }: Letter): string {
  if (state === "refused") return t(`Refusée : ${refusal ?? ""}`, `Refused: ${refusal ?? ""}`);
  if (state === "sent") return t("Envoyée.", "Sent.");
  if (lastEnding === "signed-out") return t("À envoyer : votre session est terminée. Reconnectez-vous, elle partira aussitôt.", "To be sent: your session has ended. Sign in again and it leaves at once.");
  return lastEnding === "unreachable" || !navigator.onLine
    ? t("À envoyer : pas de réseau. Elle part dès qu’il revient.", "To be sent: no network. It leaves as soon as there is one.")
    : t("À envoyer : elle part.", "To be sent: it is leaving.");
}

async function discard(letter: Letter): Promise<void> {
  if (!confirm(t("Effacer cette visite ? Ce qui est noté est perdu.", "Delete this visit? What was noted is lost."))) return;
  await (await post()).remove(letter);
  changed();
}

function button(text: string, act: () => Promise<void>): HTMLElement {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", () => void act());
  return made;
}
