/** What is done to a photo before it leaves. Loaded when a photo is near: nobody needs it to open a page. */
export { flawWords } from "./flaw-words.ts";
export { frameOf, judge, prepare } from "./preview.ts";
