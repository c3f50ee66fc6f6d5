import assert from "node:assert/strict";
import test from "node:test";
import { before, placeOf, step, type Row } from "./list.ts";

const row = (id: string, order: string, priority = "routine"): Row => ({ id, order, priority });

test("a row already shown is replaced where it stands", () => {
  assert.equal(placeOf(row("a", "3"), ["b", "a"]), "replace");
});

test("a new row waits to be called in, so that nothing moves under the hand", () => {
  assert.equal(placeOf(row("c", "1", "asap"), ["a", "b"]), "announce");
});

test("a life-threatening one comes in at once", () => {
  assert.equal(placeOf(row("c", "0", "stat"), ["a", "b"]), "insert");
});

test("a row called in stands where the hub's order puts it", () => {
  const shown = [row("a", "1|09:00"), row("b", "2|08:00"), row("c", "2|10:00")];
  assert.equal(before(row("x", "2|09:00"), shown), "c");
  assert.equal(before(row("x", "0|11:00"), shown), "a");
  assert.equal(before(row("x", "3|00:00"), shown), undefined);
});

test("walking starts at the top and stops at both ends", () => {
  const shown = ["a", "b", "c"];
  assert.equal(step(shown, undefined, 1), "a");
  assert.equal(step(shown, "a", 1), "b");
  assert.equal(step(shown, "c", 1), "c");
  assert.equal(step(shown, "a", -1), "a");
  assert.equal(step([], undefined, 1), undefined);
});
