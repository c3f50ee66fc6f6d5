import assert from "node:assert/strict";
import test from "node:test";
import { ageOn, toItems } from "./answers.ts";
import { toBundle, type NewPatient, type Pathway, type Question } from "./bundle.ts";
import type { Patient, ServiceRequest } from "./fhir.ts";

const pathway: Pathway = {
  canonical: "https://telemed.example/fhir/PlanDefinition/dermatology|1.0.0",
  questionnaire: "https://telemed.example/fhir/Questionnaire/dermatology|1.0.0", requester: "PractitionerRole/gp",
};
const louise: NewPatient = { family: "MARTIN", given: "Louise", birthDate: "1958-03-02", gender: "female", ins: "258035912345678", link: "attending" };
const question: Question = {
  id: "0193", priority: "urgent", patient: louise, answers: [], openedAt: "2026-11-24T13:00:00Z", sentAt: "2026-11-24T13:02:41Z",
  photos: [{ id: "p1", view: { system: "s", code: "close-up" }, takenAt: "2026-11-24T13:01:00Z" }],
};

test("everything a request refers to is in the bundle or at the hub already", () => {
  const bundle = build(question);
  const known = new Set(bundle.entry.map(e => e.fullUrl));
  const referred = [...JSON.stringify(bundle).matchAll(/"reference":"(.*?)"/g)].map(match => match[1]!);
  for (const reference of referred) assert.ok(known.has(reference) || reference === "PractitionerRole/gp", reference);
});

test("the request carries form, photos and consent", () => {
  const kinds = request(question).supportingInfo.map(({ reference }) => build(question).entry.find(e => e.fullUrl === reference)!.resource.resourceType);
  assert.deepEqual(kinds, ["QuestionnaireResponse", "Media", "Consent"]);
});

test("the same question built twice has the same identifier", () => {
  assert.deepEqual(request(question).identifier, request(question).identifier);
  assert.deepEqual(request(question).identifier, [{ system: "urn:ietf:rfc:3986", value: "urn:uuid:0193" }]);
});

test("the time from opening to sending travels in seconds", () => {
  assert.equal(JSON.stringify(request(question).extension).match(/"value":(\d+)/)![1], "161");
});

test("the hub is given every identity trait of a new patient: they are what may connect it to a known one", () => {
  const { resourceType, identifier, name, gender, birthDate } = build(question).entry[0]!.resource as Patient;
  assert.deepEqual(
    { resourceType, ins: identifier![0]!.value, name, gender, birthDate },
    { resourceType: "Patient", ins: louise.ins, name: [{ use: "official", family: "MARTIN", given: ["Louise"] }], gender: "female", birthDate: "1958-03-02" });
});

test("a patient without INS carries no empty identifier", () => {
  const entry = build({ ...question, patient: { ...louise, ins: "" } }).entry[0]!;
  assert.ok(!("identifier" in entry.resource));
});

test("a patient the requester already follows is referred to, not sent again", () => {
  const bundle = build({ ...question, patient: { reference: "Patient/42" } });
  assert.ok(!bundle.entry.some(e => e.resource.resourceType === "Patient"));
  assert.equal((bundle.entry.at(-1)!.resource as ServiceRequest).subject.reference, "Patient/42");
});

test("no identity stands in what the pool may read", () => {
  const forPool = build(question).entry.filter(e => e.resource.resourceType !== "Patient");
  const known = { reference: "Patient/42", name: "MARTIN Louise", birthDate: "1958-03-02" };
  forPool.push(...build({ ...question, patient: known }).entry);
  for (const trait of ["MARTIN", "Louise", "1958-03-02", "258035912345678"]) assert.ok(!JSON.stringify(forPool).includes(trait), trait);
});

test("answers nest in their groups, keep their order, and empty ones are left out", () => {
  assert.deepEqual(toItems([
    { path: ["abcde", "a"], texts: ["ABCDE", "Asymétrie"], kind: "boolean", value: "true" },
    { path: ["abcde", "d"], texts: ["ABCDE", "Diamètre"], kind: "decimal", value: "9,5" },
    { path: ["empty"], texts: ["Vide"], kind: "string", value: "  " },
    { path: ["signs"], texts: ["Signes"], kind: "choice", value: "itch", coding: { code: "itch", display: "Démange" } },
    { path: ["signs"], texts: ["Signes"], kind: "choice", value: "bleed", coding: { code: "bleed", display: "Saigne" } },
  ]), [
    { linkId: "abcde", text: "ABCDE", item: [
      { linkId: "a", text: "Asymétrie", answer: [{ valueBoolean: true }] }, { linkId: "d", text: "Diamètre", answer: [{ valueDecimal: 9.5 }] }] },
    { linkId: "signs", text: "Signes", answer: [{ valueCoding: { code: "itch", display: "Démange" } }, { valueCoding: { code: "bleed", display: "Saigne" } }] },
  ]);
});

test("a number that is not one is no answer", () => {
  assert.deepEqual(toItems([{ path: ["size"], texts: [], kind: "integer", value: "grand" }]), []);
});

test("an age changes on the birthday, not before", () => {
  assert.equal(ageOn("1958-03-02", "2026-03-01"), 67);
  assert.equal(ageOn("1958-03-02", "2026-03-02"), 68);
});

function build(asked: Question) {
  let minted = 0;
  return toBundle(asked, pathway, () => `m${++minted}`);
}

function request(asked: Question) {
  return build(asked).entry.at(-1)!.resource as ServiceRequest;
}
