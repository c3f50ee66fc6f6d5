import { toItems, type Filled } from "./answers.ts";
import { toBundle, type NewPatient, type Pathway } from "./bundle.ts";
import { first, patientName, type Draft } from "./draft.ts";
import type { Patient } from "./fhir.ts";
import type { Letter } from "./outbox.ts";

/** The draft as it leaves. The draft travels with the letter on this device, so that a refused request opens again as it was written. */
export function toLetter(draft: Draft, filled: Filled[], pathway: Pathway, sentAt: string, mint: () => string): Letter & { draft: Draft } {
  const photos = Object.values(draft.photos);
  const bundle = toBundle({
    id: draft.id, priority: first(draft.fields, "priority"), patient: draft.patient ?? newPatient(draft), answers: toItems(filled),
    photos: photos.map(({ id, view, system, display, takenAt }) => ({ id, takenAt, view: { system, code: view, display } })),
    openedAt: draft.openedAt, sentAt,
  }, pathway, mint);
  return {
    id: draft.id, title: patientName(draft), writtenAt: sentAt, bundle, state: "waiting", draft,
    photos: photos.map(({ id, view, type, bytes }) => ({ id, view, type, bytes })),
  };
}

function newPatient({ fields }: Draft): NewPatient {
  return {
    family: first(fields, "family").toUpperCase(), given: first(fields, "given"), birthDate: first(fields, "birthDate"),
    gender: first(fields, "gender") as Patient["gender"], ins: first(fields, "ins").replaceAll(" ", ""), link: first(fields, "link"),
  };
}
