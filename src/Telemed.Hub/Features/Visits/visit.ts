import type { Bundle, Coding, Entry, Observation, Quantity, Reference, Resource, ResponseItem } from "../Requests/fhir.ts";

/** A value as the form took it. `panel` is the code of what it is a part of: both pressures are one Observation. */
export interface Taken { loinc: string; panel?: string; value: number; unit: string; ucum: string }

export interface Visit {
  /** Also the identifier at the hub: sending the same visit again changes nothing. */
  id: string;
  patient: string;
  questionnaire: string;
  author: string;
  /** In the hub's time: a phone's clock may be wrong. */
  at: string;
  answers: ResponseItem[];
  taken: Taken[];
}

const vitalSigns = [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "vital-signs", display: "vital-signs" }] }];

/** ANS, "Mesures de santé" (https://interop.esante.gouv.fr/ig/fhir/mesures): what an Observation says it keeps to, where there is a profile. */
const profile = "https://interop.esante.gouv.fr/ig/fhir/mesures/StructureDefinition/mesures-fr-observation-";
const profiles: Record<string, string> = { "29463-7": "body-weight", "85354-9": "bp", "8867-4": "heartrate" };

/** What was answered and what was measured, as one transaction: all of it counts, or nothing. */
export function toBundle(visit: Visit, mint: () => string): Bundle {
  const subject = { reference: visit.patient }, author = { reference: visit.author };
  const form = `urn:uuid:${visit.id}`;
  const codes = [...new Set(visit.taken.map(codeOf))];
  return {
    resourceType: "Bundle", type: "transaction", entry: [
      entry(form, {
        resourceType: "QuestionnaireResponse", identifier: { system: "urn:ietf:rfc:3986", value: form }, questionnaire: visit.questionnaire, status: "completed",
        subject, author, authored: visit.at, item: visit.answers,
      }),
      ...codes.map(code => {
        const fullUrl = `urn:uuid:${mint()}`;
        return entry(fullUrl, observation(fullUrl, code, visit.taken.filter(taken => codeOf(taken) === code), visit.at, subject, author, { reference: form }));
      }),
    ],
  };
}

function observation(id: string, code: string, taken: Taken[], at: string, subject: Reference, performer: Reference, form: Reference): Observation {
  const [first] = taken;
  return {
    resourceType: "Observation", ...(profiles[code] && { meta: { profile: [profile + profiles[code]] } }), identifier: [{ system: "urn:ietf:rfc:3986", value: id }], status: "final", category: vitalSigns, code: { coding: [loinc(code)] },
    subject, performer: [performer], effectiveDateTime: at, derivedFrom: [form],
    ...(first?.panel ? { component: taken.map(part => ({ code: { coding: [loinc(part.loinc)] }, valueQuantity: quantity(part) })) } : { valueQuantity: quantity(first!) }),
  };
}

function codeOf({ panel, loinc }: Taken): string { return panel ?? loinc; }

function entry(fullUrl: string, resource: Resource): Entry {
  return { fullUrl, resource, request: { method: "POST", url: resource.resourceType } };
}

function loinc(code: string): Coding { return { system: "http://loinc.org", code }; }

function quantity({ value, unit, ucum }: Taken): Quantity { return { value, unit, system: "http://unitsofmeasure.org", code: ucum }; }

/** A number field as it stands: what was typed, and what the form says of it. */
export interface Typed { name: string; title: string; text: string; least: number; most: number; unit: string }

/** A French keyboard writes 72,5; null for what is no number. */
export function numberIn(text: string): number | null {
  const bare = text.trim().replace(",", ".");
  return /^\d+(\.\d+)?$/.test(bare) ? Number(bare) : null;
}

/** The first thing that keeps a visit from being recorded, and where. Measures may be left out, signs may not: what is not graded no rule sees. */
export function problemIn(typed: Typed[], ungraded: string[], t: (french: string, english: string) => string): { at: string; words: string } | undefined {
  for (const { name, title, text, least, most, unit } of typed) {
    if (text.trim() === "") continue;
    const value = numberIn(text);
    if (value === null || value < least || value > most) return { at: name, words: t(`${title} : un nombre de ${least} à ${most} ${unit}.`, `${title}: a number from ${least} to ${most} ${unit}.`) };
  }
  const [high, low] = ["systolic", "diastolic"].map(name => typed.find(one => one.name === name)?.text.trim() ?? "");
  if (high && !low || low && !high) return { at: high ? "diastolic" : "systolic", words: t("Pression artérielle : il manque l’une des deux valeurs.", "Blood pressure: one of the two values is missing.") };
  if (high && low && numberIn(high)! <= numberIn(low)!) return { at: "systolic", words: t("Pression artérielle : la systolique est la plus haute.", "Blood pressure: the systolic is the higher one.") };
  const left = ungraded.length;
  return left === 0 ? undefined : { at: ungraded[0]!, words: t(`Il reste ${left} signe${left > 1 ? "s" : ""} à coter.`, `${left} sign${left > 1 ? "s" : ""} left to grade.`) };
}
