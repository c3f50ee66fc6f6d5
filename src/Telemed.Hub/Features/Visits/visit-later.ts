/** What recording a visit does once a patient is open. */
export { toItems } from "../Requests/answers.ts";
export { numberIn, problemIn, toBundle } from "./visit.ts";
