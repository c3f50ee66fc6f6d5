import type { Bundle, Coding, Entry, Extension, Patient, Reference, Resource, ResponseItem } from "./fhir.ts";

/** What the hub lets this requester ask, as the page says it. */
export interface Pathway { canonical: string; questionnaire: string; requester: string }

export interface NewPatient { family: string; given: string; birthDate: string; gender: Patient["gender"]; ins: string; link: string }

export interface Question {
  /** Also the ServiceRequest's identifier: sending the same one again changes nothing at the hub. */
  id: string;
  priority: string;
  patient: { reference: string } | NewPatient;
  answers: ResponseItem[];
  photos: { id: string; view: Coding; takenAt: string }[];
  openedAt: string;
  sentAt: string;
}

const preparationTime = "https://telemed.example/fhir/StructureDefinition/preparation-time";
const declaredLink = "https://telemed.example/fhir/StructureDefinition/declared-link";
const insTest = "urn:oid:1.2.250.1.213.1.4.10";

/** The transaction another vendor's software would send too. Photos come as references: their bytes have gone ahead. */
export function toBundle(question: Question, pathway: Pathway, mint: () => string): Bundle {
  const entry: Entry[] = [];
  const add = (resource: Resource): Reference => {
    const fullUrl = `urn:uuid:${resource.resourceType === "ServiceRequest" ? question.id : mint()}`;
    entry.push({ fullUrl, resource, request: { method: "POST", url: resource.resourceType } });
    return { reference: fullUrl };
  };
  const requester = { reference: pathway.requester };
  const authored = question.sentAt;

  const subject = "reference" in question.patient ? { reference: question.patient.reference } : add(toPatient(question.patient, requester));
  const form = add({
    resourceType: "QuestionnaireResponse", questionnaire: pathway.questionnaire, status: "completed", subject, author: requester, authored,
    item: question.answers,
  });
  const photos = question.photos.map(photo => add({
    resourceType: "Media", status: "completed", subject, operator: requester, createdDateTime: photo.takenAt,
    view: { coding: [photo.view] }, content: { contentType: "image/jpeg", url: `Binary/${photo.id}` },
  }));
  const consent = add({
    resourceType: "Consent", status: "active", patient: subject, dateTime: authored, performer: [requester],
    scope: { coding: [{ system: "http://terminology.hl7.org/CodeSystem/consentscope", code: "treatment" }] },
    category: [{ coding: [{ system: "http://loinc.org", code: "59284-0" }] }],
    policyRule: { coding: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "OPTIN" }] },
  });
  add({
    resourceType: "ServiceRequest", status: "active", intent: "order", priority: question.priority, subject, requester, authoredOn: authored,
    extension: extensions(question), identifier: [{ system: "urn:ietf:rfc:3986", value: `urn:uuid:${question.id}` }],
    instantiatesCanonical: [pathway.canonical], supportingInfo: [form, ...photos, consent],
  });
  return { resourceType: "Bundle", type: "transaction", entry };
}

function extensions({ openedAt, sentAt, patient }: Question): Extension[] {
  const seconds = Math.max(0, Math.round((Date.parse(sentAt) - Date.parse(openedAt)) / 1000));
  return [
    { url: preparationTime, valueDuration: { value: seconds, unit: "s", system: "http://unitsofmeasure.org", code: "s" } },
    ...("link" in patient ? [{ url: declaredLink, valueCode: patient.link }] : []),
  ];
}

function toPatient(patient: NewPatient, requester: Reference): Patient {
  return {
    resourceType: "Patient",
    ...(patient.ins && { identifier: [{
      use: "official", system: insTest, value: patient.ins,
      type: { coding: [{ system: "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203", code: "INS-NIR-TEST" }] },
    }] }),
    name: [{ use: "official", family: patient.family, given: [patient.given] }],
    gender: patient.gender, birthDate: patient.birthDate,
    ...(patient.link === "attending" && { generalPractitioner: [requester] }),
  };
}
