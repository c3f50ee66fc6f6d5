import assert from "node:assert/strict";
import { test } from "node:test";
import type { Observation, QuestionnaireResponse } from "../Requests/fhir.ts";
import { numberIn, problemIn, toBundle, type Typed, type Visit } from "./visit.ts";

const visit: Visit = {
  id: "v1", patient: "Patient/7", questionnaire: "https://telemed.example/fhir/Questionnaire/heart-failure-visit|1.0.0", author: "PractitionerRole/nurse", at: "2026-11-23T08:00:00.000Z",
  answers: [{ linkId: "oedema", answer: [{ valueCoding: { code: "2" } }] }],
  taken: [
    { loinc: "29463-7", value: 72.5, unit: "kg", ucum: "kg" },
    { loinc: "8480-6", panel: "85354-9", value: 130, unit: "mmHg", ucum: "mm[Hg]" }, { loinc: "8462-4", panel: "85354-9", value: 80, unit: "mmHg", ucum: "mm[Hg]" },
  ],
};

function minted(): () => string {
  let next = 0;
  return () => `o${++next}`;
}

test("a visit is one transaction: the form, and an Observation for each measure, pressures together", () => {
  const { type, entry } = toBundle(visit, minted());
  const [form, weight, pressure, ...more] = entry.map(one => one.resource) as [QuestionnaireResponse, Observation, Observation];
  assert.equal(type, "transaction");
  assert.equal(more.length, 0);
  assert.deepEqual(form.identifier, { system: "urn:ietf:rfc:3986", value: "urn:uuid:v1" });
  assert.deepEqual(weight.valueQuantity, { value: 72.5, unit: "kg", system: "http://unitsofmeasure.org", code: "kg" });
  assert.deepEqual(pressure.component?.map(part => [part.code.coding[0]?.code, part.valueQuantity.value]), [["8480-6", 130], ["8462-4", 80]]);
  for (const measured of [weight, pressure]) assert.deepEqual([measured.derivedFrom[0]?.reference, measured.performer[0]?.reference, measured.effectiveDateTime], ["urn:uuid:v1", visit.author, visit.at]);
});

test("every measure has an identifier of its own, kept with the letter, so that sending again is the same", () => {
  const ids = toBundle(visit, minted()).entry.map(one => (one.resource as Observation).identifier).flat().map(one => one.value);
  assert.equal(new Set(ids).size, 3);
});

test("weight, pressures and pulse keep to the French profiles they declare, and saturation declares none", () => {
  const measured = toBundle({ ...visit, taken: [...visit.taken, { loinc: "8867-4", value: 72, unit: "/min", ucum: "/min" }, { loinc: "59408-5", value: 97, unit: "%", ucum: "%" }] }, minted())
    .entry.map(one => one.resource).filter(one => one.resourceType === "Observation");
  assert.deepEqual(measured.map(one => one.meta?.profile[0]?.replace("https://interop.esante.gouv.fr/ig/fhir/mesures/StructureDefinition/", "")), [
    "mesures-fr-observation-body-weight", "mesures-fr-observation-bp", "mesures-fr-observation-heartrate", undefined,
  ]);
  for (const one of measured) {
    assert.deepEqual(one.category[0]?.coding[0], { system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "vital-signs", display: "vital-signs" });
    assert.match(one.effectiveDateTime, /T/);
    assert.ok(one.subject.reference.startsWith("Patient/") && one.performer.every(by => !by.reference.startsWith("Device/")));
    for (const part of one.component ?? [one]) assert.equal(part.valueQuantity?.system, "http://unitsofmeasure.org");
  }
  assert.deepEqual(measured.map(one => one.valueQuantity?.code ?? one.component?.map(part => part.valueQuantity.code)), ["kg", ["mm[Hg]", "mm[Hg]"], "/min", "%"]);
});

test("signs alone are a visit too", () => {
  assert.equal(toBundle({ ...visit, taken: [] }, minted()).entry.length, 1);
});

const french = (words: string) => words;
const field = (name: string, text: string): Typed => ({ name, title: name, text, least: 20, most: 300, unit: "u" });

test("a comma is a decimal point, and words are no number", () => {
  assert.deepEqual(["72,5", " 72.5 ", "72", "abc", "7 2", "-4", ""].map(numberIn), [72.5, 72.5, 72, null, null, null, null]);
});

test("a slip of the finger is said at the bedside", () => {
  assert.equal(problemIn([field("weight", "725")], [], french)?.words, "weight : un nombre de 20 à 300 u.");
  assert.equal(problemIn([field("weight", "7O")], [], french)?.at, "weight");
});

test("half a pressure, or one upside down, is not recorded", () => {
  assert.equal(problemIn([field("systolic", "130"), field("diastolic", "")], [], french)?.at, "diastolic");
  assert.equal(problemIn([field("systolic", ""), field("diastolic", "80")], [], french)?.at, "systolic");
  assert.equal(problemIn([field("systolic", "80"), field("diastolic", "130")], [], french)?.at, "systolic");
  assert.equal(problemIn([field("systolic", "130"), field("diastolic", "80")], [], french), undefined);
});

test("measures may be left out, signs may not", () => {
  assert.equal(problemIn([field("weight", "")], [], french), undefined);
  assert.deepEqual(problemIn([], ["cough", "oedema"], french), { at: "cough", words: "Il reste 2 signes à coter." });
  assert.equal(problemIn([], ["cough"], french)?.words, "Il reste 1 signe à coter.");
});
