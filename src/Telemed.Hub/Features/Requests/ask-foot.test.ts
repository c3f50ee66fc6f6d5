import assert from "node:assert/strict";
import test from "node:test";
import { footOf } from "./ask-foot.ts";

const middle = { first: false, last: false, optional: false };

test("a question that must be answered offers only to go on", () => {
  assert.deepEqual(footOf(middle), { back: true, main: "continue" });
});

test("an optional question left empty may be passed", () => {
  assert.deepEqual(footOf({ ...middle, optional: true }), { back: true, beside: "pass", main: "continue" });
});

test("the first screen leads nowhere back, the last one sends", () => {
  assert.deepEqual(footOf({ ...middle, first: true }), { back: false, main: "continue" });
  assert.deepEqual(footOf({ ...middle, last: true }), { back: true, main: "send" });
});

test("a photo screen without its photo does not go on, unless the pathway can do without", () => {
  assert.deepEqual(footOf({ ...middle, photo: "none", photoRequired: true }), { back: true });
  assert.deepEqual(footOf({ ...middle, photo: "none", photoRequired: false }), { back: true, beside: "pass" });
});

test("a flawed photo is taken again by default and kept on purpose", () => {
  assert.deepEqual(footOf({ ...middle, photo: "doubtful" }), { back: false, beside: "keep", main: "retake" });
});

test("a good photo goes on, and may still be taken again", () => {
  assert.deepEqual(footOf({ ...middle, photo: "good" }), { back: true, beside: "retake", main: "continue" });
});
