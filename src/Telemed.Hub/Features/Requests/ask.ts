import "./requester.ts";
import { all, element, find, settled, t } from "../../Platform/Pages/page.ts";
import { fieldsOf, filledIn, isOneTap, missing, putBack } from "./ask-form.ts";
import { patientScreen } from "./ask-patient.ts";
import { PhotoScreen } from "./ask-photo.ts";
import { changed, deliver, post } from "./delivery.ts";
import { newDraft, patientName, toLetter, type Draft } from "./draft.ts";
import type { Letter } from "./outbox.ts";

const form = find<HTMLFormElement>("[data-ask]")!;
const screens = all(".screen", form);
const problem = find("[data-problem]", form)!;
const button = (name: string) => find<HTMLButtonElement>(`[data-go=${name}]`, form)!;
const openedAt = new Date().toISOString();
let draft: Draft;

let sent = false;

const save = () => { if (!sent) void post().then(open => open.keepDraft(draft)); };
const photos = all("[data-photo]", form).map(screen => new PhotoScreen(screen, () => draft, () => { save(); showFoot(); }));
const photoOn = (screen: Element | undefined) => photos.find(photo => photo.screen === screen);
const current = () => screens[draft.screen]!;

void open();

async function open(): Promise<void> {
  draft = await kept() ?? newDraft(crypto.randomUUID(), openedAt);
  putBack(form, draft.fields);
  patientScreen(find("[data-patient-screen]", form)!, () => draft, save, () => go(draft.screen + 1));
  form.addEventListener("input", () => { problem.hidden = true; draft.fields = fieldsOf(form); keepSoon(); });
  form.addEventListener("submit", event => { event.preventDefault(); delete form.dataset["going"]; void forward(); });
  form.addEventListener("click", event => {
    const answer = event.target as HTMLElement;
    // detail is 0 for the keyboard: arrows walk through the answers, only a touch or a click is a choice.
    if (answer.matches("input[type=radio]") && event.detail > 0 && isOneTap(current())) setTimeout(() => go(draft.screen + 1), 160);
  });
  button("back").addEventListener("click", () => back());
  button("skip").addEventListener("click", () => void skip());
  addEventListener("popstate", event => show((event.state as { screen?: number } | null)?.screen ?? 0));
  form.hidden = false;
  history.replaceState({ screen: draft.screen }, "");
  show(draft.screen);
}

const keepSoon = settled(300, save);

/** What was being written here, or a refused request opened again to be corrected. */
async function kept(): Promise<Draft | undefined> {
  const open = await post();
  const letters = await open.letters() as (Letter & { draft?: Draft })[];
  const toCorrect = letters.find(letter => letter.id === new URLSearchParams(location.search).get("correct"));
  if (toCorrect?.draft) {
    await open.keepDraft({ ...toCorrect.draft, screen: 0 });
    await open.vault.remove(toCorrect.id);
    history.replaceState(null, "", "/ask");
  }
  const found = await open.draft();
  // Sent, and interrupted before the draft was put away.
  return letters.some(letter => letter.id === found?.id && letter.state !== "refused") ? undefined : found;
}

function show(index: number): void {
  photoOn(current())?.leave();
  draft.screen = Math.min(Math.max(index, 0), screens.length - 1);
  for (const screen of screens) screen.hidden = screen !== current();
  const step = Number(current().dataset["step"]), within = screens.filter(screen => screen.dataset["step"] === String(step));
  all("[data-steps] i", form).forEach((mark, i) => mark.classList.toggle("done", i < step));
  const name = t(`Étape ${step} sur 4`, `Step ${step} of 4`) + (within.length > 1 ? ` · ${within.indexOf(current()) + 1}/${within.length}` : "");
  find("[data-step-name]", form)!.textContent = name;
  find("[data-steps]", form)!.setAttribute("aria-label", name);
  problem.hidden = true;
  if (step === 4) summarise();
  void photoOn(current())?.enter().then(showFoot);
  showFoot();
  scrollTo(0, 0);
  const heading = find("h2, legend, label", current());
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}

function showFoot(): void {
  const photo = photoOn(current()), last = draft.screen === screens.length - 1;
  button("back").hidden = draft.screen === 0 || photo?.doubtful === true;
  button("skip").hidden = !(photo?.photo || (photo ? !photo.required : optional(current())));
  button("skip").textContent = photo?.doubtful ? t("La garder", "Keep it") : photo?.photo ? t("Reprendre", "Retake") : t("Passer", "Skip");
  button("next").hidden = photo !== undefined && photo.photo === undefined;
  button("next").textContent = photo?.doubtful ? t("Reprendre", "Retake") : last ? t("Envoyer", "Send") : t("Continuer", "Continue");
}

function optional(screen: Element): boolean {
  return screen.hasAttribute("data-question-screen") && all("[required]", screen).length === 0 && all(":checked", screen).length === 0
    && all<HTMLInputElement>("input:not([type=radio], [type=checkbox]), textarea", screen).every(control => control.value === "");
}

async function skip(): Promise<void> {
  const photo = photoOn(current());
  if (photo?.doubtful) { photo.keep(); go(draft.screen + 1); }
  else if (photo?.photo) await photo.again();
  else go(draft.screen + 1);
}

async function forward(): Promise<void> {
  const photo = photoOn(current());
  if (photo?.doubtful) return photo.again();
  const lacks = missing(current());
  const nobody = draft.screen === 0 && !draft.patient && !find<HTMLDetailsElement>("[data-new-patient]", form)!.open;
  if (lacks || nobody) return complain(nobody ? t("Choisissez un patient, ou ajoutez-le.", "Choose a patient, or add one.") : lackWords(lacks!), lacks);
  if (draft.screen < screens.length - 1) return go(draft.screen + 1);
  await submit();
}

function go(index: number): void {
  show(index);
  history.pushState({ screen: draft.screen }, "");
  save();
}

function back(): void {
  if (draft.screen > 0) history.back();
}

function complain(words: string, at?: HTMLElement): void {
  problem.textContent = words;
  problem.hidden = false;
  at?.focus();
}

function lackWords(control: HTMLInputElement | HTMLTextAreaElement): string {
  if (control.name === "informed") return t("La loi demande que le patient soit informé et ne s’y oppose pas.", "The law asks that the patient is informed and not opposed.");
  if (!control.validity.valueMissing) return t(`Cette réponse ne va pas : ${control.validationMessage}`, `This answer does not fit: ${control.validationMessage}`);
  return t("Il manque cette réponse pour continuer.", "This answer is needed to go on.");
}

function summarise(): void {
  const facts = [[t("Patient", "Patient"), patientName(draft)],
    [t("Photos", "Photos"), photos.map(photo => photo.photo ? "✓" : "–").join(" ")],
    ...all("[data-question]", form).map(question => [find("legend, label", question)!.firstChild!.textContent!, answerIn(question)])];
  find("[data-summary]", form)!.replaceChildren(...facts.filter(([, said]) => said).flatMap(([label, said]) => [element("dt", {}, label!), element("dd", {}, said!)]));
}

function answerIn(question: HTMLElement): string {
  const typed = find<HTMLInputElement>("input:not([type=radio], [type=checkbox]), textarea", question);
  return typed ? `${typed.value} ${typed.value && typed.closest(".with-unit")?.textContent || ""}`.trim() : all<HTMLInputElement>(":checked", question).map(choice => choice.parentElement!.textContent!.trim()).join(", ");
}

async function submit(): Promise<void> {
  if (sent) return;
  sent = true;
  const open = await post();
  const { pathway, questionnaire, requester } = form.dataset;
  draft.fields = fieldsOf(form);
  await open.keep(toLetter(draft, filledIn(form), { canonical: pathway!, questionnaire: questionnaire!, requester: requester! }, new Date().toISOString(), () => crypto.randomUUID()));
  await open.removeDraft();
  form.hidden = true;
  find("[data-sent]")!.hidden = false;
  changed();
  await deliver();
}
