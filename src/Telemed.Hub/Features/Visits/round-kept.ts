import { user } from "../../Platform/Pages/page.ts";
import { post } from "../Requests/delivery.ts";

/** As the hub says it; see RoundPatient.cs. */
export interface RoundAlarm { priority: string; level: string; text: string; since: string }

export interface RoundPatient {
  reference: string; name: string; birthDate: string; age: number;
  alarm?: RoundAlarm;
  visitedAt?: string;
  referenceWeight?: number;
  weights: { at: string; kilograms: number }[];
  /** Civil days of a zone. */
  visit?: { notBefore: string; due: string; zone: string };
  paused: boolean;
}

export interface Round {
  readAt: string;
  /** Milliseconds by which the hub's clock is ahead of this device's. */
  ahead: number;
  patients: RoundPatient[];
}

const id = () => `round/${user()}`;

/** The round as it was read last, from this device; undefined once it is a day old. */
export async function keptRound(): Promise<Round | undefined> {
  return (await post()).vault.read<Round>("round", id());
}

/** The round as it is now, and kept; undefined where the hub cannot be reached or the session is over. */
export async function fetchRound(): Promise<Round | undefined> {
  const answer = await fetch("/round/patients", { headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => undefined);
  if (!answer?.ok) return undefined;
  const { now, patients } = await answer.json() as { now: string; patients: RoundPatient[] };
  const round = { readAt: now, ahead: Date.parse(now) - Date.now(), patients };
  const { vault } = await post();
  // Written anew, so that a day counts from this reading.
  await vault.remove(id());
  await vault.write("round", id(), round);
  return round;
}

export function hubTime({ ahead }: Round): Date {
  return new Date(Date.now() + ahead);
}
