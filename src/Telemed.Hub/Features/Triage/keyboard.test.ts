import assert from "node:assert/strict";
import test from "node:test";
import { actOf, type Press } from "./keyboard.ts";

const press = (key: string, more: Partial<Press> = {}): Press =>
  ({ key, ctrlKey: false, metaKey: false, altKey: false, typing: false, onControl: false, ...more });

test("j and k walk, a takes, r answers, i asks, d declines, on the list", () => {
  assert.deepEqual(["j", "k", "a", "r", "i", "d"].map(key => actOf(press(key), "list")), ["next", "previous", "accept", "answer", "ask", "decline"]);
});

test("letters typed in a field are letters", () => {
  for (const key of ["j", "a", "d", "?", "/"]) assert.equal(actOf(press(key, { typing: true }), "list"), undefined);
});

test("Escape leaves a field too", () => {
  assert.equal(actOf(press("Escape", { typing: true }), "case"), "leave");
});

test("the browser's own shortcuts stay the browser's", () => {
  assert.equal(actOf(press("r", { ctrlKey: true }), "list"), undefined);
  assert.equal(actOf(press("a", { metaKey: true }), "case"), undefined);
});

test("Enter on a button presses the button", () => {
  assert.equal(actOf(press("Enter", { onControl: true }), "list"), undefined);
  assert.equal(actOf(press("Enter"), "list"), "open");
});

test("the picture's keys work on a case only, the list's on the list only", () => {
  assert.equal(actOf(press("+"), "case"), "zoom-in");
  assert.equal(actOf(press("+"), "list"), undefined);
  assert.equal(actOf(press("j"), "case"), undefined);
});
