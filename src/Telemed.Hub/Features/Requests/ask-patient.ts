import { all, element, find, settled, t } from "../../Platform/Pages/page.ts";
import type { Draft, KnownPatient } from "./draft.ts";

interface Found extends KnownPatient { ins?: string }

/** The first screen: one of one's own patients, or the traits of one who is not yet. */
export function patientScreen(screen: HTMLElement, draft: () => Draft, save: () => void, next: () => void): void {
  const search = find<HTMLInputElement>("[data-patient-search]", screen)!;
  const results = find("[data-patient-found]", screen)!;
  const traits = find<HTMLDetailsElement>("[data-new-patient]", screen)!;
  let asked = 0;

  const choose = (patient: KnownPatient | undefined) => {
    if (patient) draft().patient = patient;
    else delete draft().patient;
    show();
    save();
  };
  const show = () => {
    const { patient } = draft();
    search.closest<HTMLElement>(".field")!.classList.toggle("chosen", patient !== undefined);
    for (const control of all<HTMLInputElement>("input", traits)) control.disabled = patient !== undefined;
    traits.hidden = patient !== undefined;
    if (patient) results.replaceChildren(row(patient, t("Changer", "Change"), () => choose(undefined)));
    else if (search.value === "") results.replaceChildren();
  };
  const look = settled(250, () => void (async () => {
    const words = search.value.trim(), turn = ++asked;
    if (words.length < 2) return results.replaceChildren();
    const found = await ask(words);
    if (turn !== asked) return;
    results.replaceChildren(...(typeof found === "string"
      ? [element("li", { class: "soft" }, found)]
      : found.map(patient => row(patient, t("Choisir", "Choose"), () => { choose(known(patient)); next(); }))));
  })());

  search.addEventListener("input", look);
  traits.addEventListener("toggle", () => { if (traits.open) find<HTMLInputElement>("input", traits)?.focus(); });
  if (draft().fields["family"]) traits.open = true;
  show();
}

async function ask(words: string): Promise<Found[] | string> {
  try {
    const answer = await fetch(`/patients?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
    if (answer.status === 401) return t("Votre session est terminée. Continuez : la demande partira une fois reconnecté.", "Your session has ended. Go on: the request leaves once you sign in again.");
    const found = answer.ok ? await answer.json() as Found[] : [];
    return found.length > 0 ? found : t("Aucun de vos patients ne porte ce nom. Ajoutez-le ci-dessous.", "None of your patients has this name. Add the patient below.");
  } catch {
    return t("Pas de réseau pour chercher. Saisissez le patient : s’il est déjà connu, il ne sera pas créé deux fois.",
      "No network to search. Enter the patient: one already known is not created twice.");
  }
}

function row(patient: KnownPatient, action: string, act: () => void): HTMLElement {
  const born = patient.birthDate.split("-").reverse().join("/");
  const button = element("button", { type: "button" },
    element("span", {}, element("strong", {}, patient.name), element("br"), element("span", { class: "soft" }, `${t("né(e) le", "born")} ${born}`)), action);
  button.addEventListener("click", act);
  return element("li", {}, button);
}

const known = ({ reference, name, birthDate, gender }: Found): KnownPatient => ({ reference, name, birthDate, gender });
