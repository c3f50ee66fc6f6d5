import type { Coding, ResponseItem, Value } from "./fhir.ts";

/** One filled control of the form. `path` leads from the outermost group to the question, link ids all. */
export interface Filled { path: string[]; texts: string[]; kind: Kind; value: string; coding?: Coding }

export type Kind = "choice" | "boolean" | "integer" | "decimal" | "date" | "string";

/** The answers as a QuestionnaireResponse nests them, in the order of the form; what was left empty is not an answer. */
export function toItems(filled: Filled[]): ResponseItem[] {
  const root: ResponseItem[] = [];
  for (const field of filled) {
    const value = toValue(field);
    if (!value) continue;
    let level = root, item: ResponseItem | undefined;
    for (const [depth, linkId] of field.path.entries()) {
      item = level.find(other => other.linkId === linkId);
      if (!item) level.push(item = { linkId, ...(field.texts[depth] && { text: field.texts[depth] }) });
      if (depth < field.path.length - 1) level = item.item ??= [];
    }
    if (item) (item.answer ??= []).push(value);
  }
  return root;
}

function toValue({ kind, value, coding }: Filled): Value | undefined {
  const text = value.trim();
  if (text === "") return undefined;
  switch (kind) {
    case "choice": return { valueCoding: coding ?? { code: text } };
    case "boolean": return { valueBoolean: text === "true" };
    case "integer": return number(text, valueInteger => ({ valueInteger: Math.round(valueInteger) }));
    case "decimal": return number(text, valueDecimal => ({ valueDecimal }));
    case "date": return { valueDate: text };
    case "string": return { valueString: text };
  }
}

/** A French keyboard writes 2,5. */
function number(text: string, toValue: (n: number) => Value): Value | undefined {
  const read = Number(text.replace(",", "."));
  return Number.isFinite(read) ? toValue(read) : undefined;
}

/** Whole years between two ISO dates, as a form asks for an age. */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5, 10) < birthDate.slice(5, 10) ? years - 1 : years;
}
