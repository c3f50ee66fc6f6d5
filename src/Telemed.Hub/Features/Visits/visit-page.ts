import { all, element, find, later, settled, t, user } from "../../Platform/Pages/page.ts";
import { clockTime } from "../../Platform/Pages/durations.ts";
import { fieldsOf, filledIn, putBack } from "../Requests/ask-form.ts";
import { changed, deliver, post } from "../Requests/delivery.ts";
import type { Letter } from "../Requests/outbox.ts";
import { alarmLine, difference, kilograms } from "./round-list.ts";
import { hubTime, type Round, type RoundPatient } from "./round-kept.ts";
import type { Taken, Typed } from "./visit.ts";

/** A visit being written, kept after every answer: a call or a dead battery loses nothing. Its id becomes the visit's. */
interface Begun { id: string; fields: Record<string, string[]> }

const form = find<HTMLFormElement>("[data-visit]")!;
const problem = find("[data-problem]", form)!;
let patient: RoundPatient, round: Round, begun: Begun;

const work = () => later<typeof import("./visit-later.ts")>();
const begunId = (reference: string) => `visit/${user()}/${reference}`;
const save = () => void post().then(({ vault }) => vault.write("visit", begunId(patient.reference), begun));
const saveSoon = settled(300, save);

form.addEventListener("input", () => {
  problem.hidden = true;
  begun.fields = fieldsOf(form);
  for (const sign of all(".grade.lacking", form)) if (find(":checked", sign)) sign.classList.remove("lacking");
  saveSoon();
});
form.addEventListener("submit", event => {
  event.preventDefault();
  delete form.dataset["going"];
  void record();
});

export async function openVisit(page: HTMLElement, whom: RoundPatient, of: Round): Promise<void> {
  [patient, round] = [whom, of];
  begun = await (await post()).vault.read<Begun>("visit", begunId(whom.reference)) ?? { id: crypto.randomUUID(), fields: {} };
  form.reset();
  putBack(form, begun.fields);
  problem.hidden = true;
  void work();
  find("[data-patient]", page)!.replaceChildren(...about(whom));
}

/** A refused visit opens again as it was written, under the same id: nothing of it was taken. */
export async function correct(letter: Letter): Promise<void> {
  const { vault } = await post();
  await vault.write("visit", begunId(letter.visit!.patient), { id: letter.id, fields: letter.visit!.fields } satisfies Begun);
  await vault.remove(letter.id);
  changed();
  location.hash = encodeURIComponent(letter.visit!.patient);
}

function about(whom: RoundPatient): HTMLElement[] {
  const english = document.documentElement.lang === "en";
  const back = element("a", { class: "button", href: "#" }, t("← Tournée", "← Round"));
  const own = element("a", { class: "button", href: `/own-links/${whom.reference.split("/")[1]!}` }, t("Formulaire du patient", "Patient’s form"));
  const parts: HTMLElement[] = [element("p", { class: "row" }, back, own),
    element("p", { class: "identity" }, element("strong", {}, whom.name), ` · ${t(`${whom.age} ans, né(e) le ${whom.birthDate.split("-").reverse().join("/")}`, `${whom.age} years, born ${whom.birthDate}`)}`)];
  if (whom.alarm) parts.push(element("div", { class: `alarm-said is-${whom.alarm.priority}` },
    alarmLine(whom.alarm, round), element("p", {}, whom.alarm.text)));
  if (whom.weights.length > 0) parts.push(element("ul", { class: "weights", "aria-label": t("Derniers poids", "Last weights") }, ...whom.weights.map(({ at, kilograms: value }) =>
    element("li", {}, element("span", {}, kilograms(value).replace(/\s?kg/, "")), element("small", {}, shortDay(at, english))))));
  if (difference(whom)) parts.push(element("p", { class: "soft" }, t(`${difference(whom)} par rapport au poids de référence (${kilograms(whom.referenceWeight!)}).`, `${difference(whom)} from the reference weight (${kilograms(whom.referenceWeight!)}).`)));
  return parts;
}

/** The day, or the hour on the same day. */
function shortDay(instant: string, english: boolean): string {
  const [at, now] = [new Date(instant), hubTime(round)].map(one => one.toLocaleDateString("fr-FR", { day: "2-digit", month: "2-digit", timeZone: "Europe/Paris" }));
  return at === now ? clockTime(new Date(instant), english) : at!;
}

async function record(): Promise<void> {
  const visit = await work();
  if (!visit) return complain(t("Le réseau manque pour préparer la visite. Ce qui est noté est gardé : réessayez dès qu’il revient.", "No network to prepare the visit. What is noted is kept: try again as soon as there is one."));
  const typed = all<HTMLElement>("[data-loinc]", form).map(typedIn);
  const ungraded = all<HTMLElement>(".grade", form).filter(sign => !find(":checked", sign)).map(sign => sign.dataset["question"]!);
  for (const sign of all<HTMLElement>(".grade", form)) sign.classList.toggle("lacking", ungraded.includes(sign.dataset["question"]!));
  const found = visit.problemIn(typed, ungraded, t);
  for (const input of all("[data-loinc] input", form)) input.setAttribute("aria-invalid", String(input.getAttribute("name") === found?.at));
  if (found) return complain(found.words, found.at);

  const open = await post(), { questionnaire, author } = form.dataset, at = hubTime(round).toISOString();
  const bundle = visit.toBundle({
    id: begun.id, patient: patient.reference, questionnaire: questionnaire!, author: author!, at, answers: visit.toItems(filledIn(form)),
    taken: all<HTMLElement>("[data-loinc]", form).map(field => takenIn(field, visit.numberIn)).filter(taken => taken !== undefined),
  }, () => crypto.randomUUID());
  await open.keep({ id: begun.id, title: patient.name, writtenAt: new Date().toISOString(), bundle, photos: [], state: "waiting", visit: { patient: patient.reference, fields: fieldsOf(form) } });
  await open.vault.remove(begunId(patient.reference));
  location.hash = "";
  changed();
  await deliver();
}

function typedIn(field: HTMLElement): Typed {
  const input = find<HTMLInputElement>("input", field)!, { least, most } = input.dataset;
  return { name: input.name, title: find("label", field)!.textContent!, text: input.value, least: Number(least), most: Number(most), unit: field.dataset["unit"]! };
}

function takenIn(field: HTMLElement, numberIn: (text: string) => number | null): Taken | undefined {
  const value = numberIn(find<HTMLInputElement>("input", field)!.value), { loinc, panel, unit, ucum } = field.dataset;
  return value === null ? undefined : { loinc: loinc!, ...(panel && { panel }), value, unit: unit!, ucum: ucum! };
}

function complain(words: string, at?: string): void {
  problem.textContent = words;
  problem.hidden = false;
  if (!at) return;
  const place = find(`[name="${at}"]`, form)!;
  place.focus({ preventScroll: true });
  place.closest("[data-question]")!.scrollIntoView({ block: "center" });
}
