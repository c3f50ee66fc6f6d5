import type { Flaw } from "../Photos/quality.ts";
import type { Filled } from "./answers.ts";
import { toItems } from "./answers.ts";
import { toBundle, type NewPatient, type Pathway } from "./bundle.ts";
import type { Patient } from "./fhir.ts";
import type { Letter, Photo } from "./outbox.ts";

export interface KnownPatient { reference: string; name: string; birthDate: string; gender: string }

export interface DraftPhoto extends Photo { system: string; display: string; takenAt: string; flaws: Flaw[]; kept: boolean }

/** A request being written, kept after every answer: a call, a dead battery or a closed tab loses nothing. */
export interface Draft {
  /** Becomes the request's identifier: a draft that was sent and is sent again is the same request. */
  id: string;
  openedAt: string;
  screen: number;
  patient?: KnownPatient;
  /** What stands in every control of the form, by name. */
  fields: Record<string, string[]>;
  photos: Record<string, DraftPhoto>;
}

export function newDraft(id: string, openedAt: string): Draft {
  return { id, openedAt, screen: 0, fields: {}, photos: {} };
}

export function patientName({ patient, fields }: Draft): string {
  return patient?.name ?? `${first(fields, "family").toUpperCase()} ${first(fields, "given")}`.trim();
}

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

export function first(fields: Record<string, string[]>, name: string): string {
  return fields[name]?.[0]?.trim() ?? "";
}
