import { all, element, find, t } from "../../Platform/Pages/page.ts";
import type { Filled, Kind } from "./answers.ts";

type Control = HTMLInputElement | HTMLTextAreaElement;

const controls = (within: ParentNode) => all<Control>("input[name], textarea[name]", within);
const chosen = (control: Control) => !(control instanceof HTMLInputElement && /radio|checkbox/.test(control.type)) || control.checked;

/** What stands in the form, by name, to be kept and put back. */
export function fieldsOf(form: ParentNode): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const control of controls(form)) if (control.value !== "" && chosen(control)) (fields[control.name] ??= []).push(control.value);
  return fields;
}

export function putBack(form: ParentNode, fields: Record<string, string[]>): void {
  for (const control of controls(form)) {
    const values = fields[control.name] ?? [];
    if (control instanceof HTMLInputElement && /radio|checkbox/.test(control.type)) control.checked = values.includes(control.value);
    else control.value = values[0] ?? "";
  }
}

/** The answers to the pathway's own questions, as the server's markup says they are to be written. */
export function filledIn(form: ParentNode): Filled[] {
  return all<Control>("[data-question] :is(input, textarea)", form).filter(chosen).map(control => {
    const steps = [...ancestors(control)];
    const kind = steps.at(-1)!.dataset["kind"] as Kind;
    const display = control.dataset["display"] ?? control.parentElement!.textContent!.trim();
    const system = control.closest<HTMLElement>("[data-system]")?.dataset["system"];
    return {
      path: steps.map(step => step.dataset["question"] ?? step.dataset["group"]!), texts: steps.map(textOf),
      kind, value: control.value,
      ...(kind === "choice" && { coding: { ...(system && { system }), code: control.value, display } }),
    };
  });
}

/** The question in the form's own language. */
export function textOf(question: HTMLElement): string {
  return question.dataset["text"] ?? find("legend, label", question)?.firstChild?.textContent?.trim() ?? "";
}

/** From the outermost group to the question. */
function ancestors(control: Element): HTMLElement[] {
  const step = control.parentElement?.closest<HTMLElement>("[data-question], [data-group]");
  return step ? [...ancestors(step), step] : [];
}

/** The first control of a screen that still needs an answer; hidden and disabled ones do not. */
export function missing(screen: ParentNode): Control | undefined {
  for (const control of controls(screen)) control.removeAttribute("aria-invalid");
  const found = controls(screen).find(control => !control.validity.valid && !control.disabled && control.closest("details:not([open])") === null);
  found?.setAttribute("aria-invalid", "true");
  return found;
}

/** A screen whose one question is a single choice: touching an answer is enough. */
export function isOneTap(screen: ParentNode): boolean {
  return find("[data-question]", screen) !== null && all("[data-question]", screen).length === 1
    && controls(screen).every(control => control instanceof HTMLInputElement && control.type === "radio");
}

/** A question nobody has to answer, and nobody has. */
export function isOptional(screen: Element): boolean {
  return screen.hasAttribute("data-question-screen") && all("[required]", screen).length === 0 && !controls(screen).some(control => chosen(control) && control.value !== "");
}

export function lackWords(control: Control): string {
  if (control.name === "informed") return t("La loi demande que le patient soit informé et ne s’y oppose pas.", "The law asks that the patient is informed and not opposed.");
  if (!control.validity.valueMissing) return t(`Cette réponse ne va pas : ${control.validationMessage}`, `This answer does not fit: ${control.validationMessage}`);
  return t("Il manque cette réponse pour continuer.", "This answer is needed to go on.");
}

/** Everything once more before it leaves, as the terms of a list. */
export function summaryOf(form: ParentNode, patient: string, photos: boolean[]): HTMLElement[] {
  const facts = [[t("Patient", "Patient"), patient], [t("Photos", "Photos"), photos.map(taken => taken ? "✓" : "–").join(" ")],
    ...all("[data-question]", form).map(question => [find("legend, label", question)!.firstChild!.textContent!, answerIn(question)])];
  return facts.filter(([, said]) => said).flatMap(([label, said]) => [element("dt", {}, label!), element("dd", {}, said!)]);
}

function answerIn(question: HTMLElement): string {
  const typed = find<Control>("textarea, input:not([type=radio], [type=checkbox])", question);
  if (!typed) return all(":checked", question).map(choice => choice.parentElement!.textContent!.trim()).join(", ");
  return `${typed.value} ${typed.value && typed.closest(".with-unit")?.textContent || ""}`.trim();
}
