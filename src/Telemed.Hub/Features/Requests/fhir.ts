/** The few FHIR R4 shapes a request travels in. https://hl7.org/fhir/R4/ */
export interface Coding { system?: string; code: string; display?: string }
export interface Reference { reference: string }
export interface Identifier { system: string; value: string; use?: string; type?: { coding: Coding[] } }

export interface Patient {
  resourceType: "Patient";
  identifier?: Identifier[];
  name: { use: "official"; family: string; given: string[] }[];
  gender: "male" | "female" | "unknown";
  birthDate: string;
  generalPractitioner?: Reference[];
}

export type Value =
  | { valueCoding: Coding } | { valueBoolean: boolean } | { valueInteger: number } | { valueDecimal: number }
  | { valueString: string } | { valueDate: string };

export interface ResponseItem { linkId: string; text?: string; answer?: Value[]; item?: ResponseItem[] }

export interface QuestionnaireResponse {
  resourceType: "QuestionnaireResponse";
  identifier?: Identifier;
  questionnaire: string;
  status: "completed";
  subject: Reference;
  author: Reference;
  authored: string;
  item: ResponseItem[];
}

export interface Quantity { value: number; unit: string; system: "http://unitsofmeasure.org"; code: string }

export interface Observation {
  resourceType: "Observation";
  meta?: { profile: string[] };
  identifier: Identifier[];
  status: "final";
  category: { coding: Coding[] }[];
  code: { coding: Coding[] };
  subject: Reference;
  performer: Reference[];
  effectiveDateTime: string;
  derivedFrom: Reference[];
  valueQuantity?: Quantity;
  component?: { code: { coding: Coding[] }; valueQuantity: Quantity }[];
}

export interface Media {
  resourceType: "Media";
  status: "completed";
  subject: Reference;
  operator: Reference;
  createdDateTime: string;
  view: { coding: Coding[] };
  content: { contentType: string; url: string; title?: string };
}

export interface Consent {
  resourceType: "Consent";
  status: "active";
  scope: { coding: Coding[] };
  category: { coding: Coding[] }[];
  patient: Reference;
  dateTime: string;
  performer: Reference[];
  policyRule: { coding: Coding[] };
}

export interface ServiceRequest {
  resourceType: "ServiceRequest";
  extension?: Extension[];
  identifier: Identifier[];
  instantiatesCanonical: string[];
  status: "active";
  intent: "order";
  priority: string;
  subject: Reference;
  authoredOn: string;
  requester: Reference;
  supportingInfo: Reference[];
}

export type Extension =
  | { url: string; valueDuration: { value: number; unit: string; system: string; code: string } }
  | { url: string; valueCode: string };

export type Resource = Patient | QuestionnaireResponse | Observation | Media | Consent | ServiceRequest;

export interface Entry {
  fullUrl: string;
  resource: Resource;
  request: { method: "POST"; url: string };
}

export interface Bundle { resourceType: "Bundle"; type: "transaction"; entry: Entry[] }

export interface TransactionResponse { resourceType: "Bundle"; entry?: { response?: { location?: string } }[] }

export interface OperationOutcome { resourceType: "OperationOutcome"; issue: { details?: { text?: string }; diagnostics?: string }[] }
