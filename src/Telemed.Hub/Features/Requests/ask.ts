import "./requester.ts";
import { all, find, later, settled, t } from "../../Platform/Pages/page.ts";
import { buttonWords, footOf } from "./ask-foot.ts";
import { fieldsOf, filledIn, isOneTap, isOptional, lackWords, missing, putBack, summaryOf } from "./ask-form.ts";
import { patientScreen } from "./ask-patient.ts";
import { PhotoScreen } from "./ask-photo.ts";
import { changed, deliver, post } from "./delivery.ts";
import { newDraft, patientName, type Draft } from "./draft.ts";
import type { Letter } from "./outbox.ts";

const form = find<HTMLFormElement>("[data-ask]")!;
const screens = all(".screen", form);
const problem = find("[data-problem]", form)!;
const button = (name: string) => find<HTMLButtonElement>(`[data-go=${name}]`, form)!;
const openedAt = new Date().toISOString();
let draft: Draft;

let sent = false;

const rest = () => later<typeof import("./ask-later.ts")>();
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
  if (step === 4) find("[data-summary]", form)!.replaceChildren(...summaryOf(form, patientName(draft), photos.map(photo => photo.photo !== undefined)));
  void photoOn(current())?.enter().then(showFoot);
  showFoot();
  scrollTo(0, 0);
  const heading = find("h2, legend, label", current());
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}

function showFoot(): void {
  const photo = photoOn(current());
  const { back, beside, main } = footOf({
    first: draft.screen === 0, last: draft.screen === screens.length - 1, optional: isOptional(current()),
    ...(photo && { photo: photo.state, photoRequired: photo.required }),
  });
  button("back").hidden = !back;
  for (const [name, what] of [["skip", beside], ["next", main]] as const) {
    button(name).hidden = what === undefined;
    if (what) button(name).textContent = buttonWords(what);
  }
}

async function skip(): Promise<void> {
  const photo = photoOn(current());
  if (photo?.state === "doubtful") { photo.keep(); go(draft.screen + 1); }
  else if (photo?.state === "good") await photo.again();
  else go(draft.screen + 1);
}

async function forward(): Promise<void> {
  const photo = photoOn(current());
  if (photo?.state === "doubtful") return photo.again();
  const lacks = missing(current());
  const nobody = draft.screen === 0 && !draft.patient && !find<HTMLDetailsElement>("[data-new-patient]", form)!.open;
  if (lacks || nobody) return complain(nobody ? t("Choisissez un patient, ou ajoutez-le.", "Choose a patient, or add one.") : lackWords(lacks!), lacks);
  if (draft.screen < screens.length - 1) return go(draft.screen + 1);
  await submit();
}

function go(index: number): void {
  void rest();
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

async function submit(): Promise<void> {
  if (sent) return;
  sent = true;
  const work = await rest();
  if (!work) {
    sent = false;
    return complain(t("Le réseau manque pour préparer l’envoi. Ce qui est écrit est gardé : réessayez dès qu’il revient.",
      "No network to prepare the sending. What is written is kept: try again as soon as there is one."));
  }
  const open = await post();
  const { pathway, questionnaire, requester } = form.dataset;
  draft.fields = fieldsOf(form);
  await open.keep(work.toLetter(draft, filledIn(form), { canonical: pathway!, questionnaire: questionnaire!, requester: requester! }, new Date().toISOString(), () => crypto.randomUUID()));
  await open.removeDraft();
  form.hidden = true;
  find("[data-sent]")!.hidden = false;
  changed();
  await deliver();
}
