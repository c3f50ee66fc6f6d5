import type { Flaw } from "../Photos/quality.ts";
import type { Photo } from "./outbox.ts";

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

export function first(fields: Record<string, string[]>, name: string): string {
  return fields[name]?.[0]?.trim() ?? "";
}
