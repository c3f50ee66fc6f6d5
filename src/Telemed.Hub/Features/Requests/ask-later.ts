/** What asking does after its first screen: photos, and the request as it leaves. */
export * from "../Photos/darkroom.ts";
export { toLetter } from "./letter.ts";
