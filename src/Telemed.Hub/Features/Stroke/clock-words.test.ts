import assert from "node:assert/strict";
import { test } from "node:test";
import { agoOf, clockwise, remaining, timeAgo } from "./clock-words.ts";

test("a long clock shows hours and minutes, and no sign", () => {
  assert.equal(clockwise(31 * 60 + 59), "0\u00a0h\u00a031");
  assert.equal(clockwise(6720), "1\u00a0h\u00a052");
  assert.equal(clockwise(-60), "0\u00a0h\u00a001");
});

test("what is left is said in words, before and after", () => {
  assert.equal(remaining(9480, false, "4 h 30"), "reste 2\u00a0h\u00a038 avant 4 h 30");
  assert.equal(remaining(-600, false, "4 h 30"), "4 h 30 dépassées de 10\u00a0min");
  assert.equal(remaining(-360, false, undefined, "Imagerie"), "Imagerie : en retard de 6\u00a0min");
  assert.equal(remaining(60, true, undefined, "Imaging"), "Imaging: 1\u00a0min left");
});

test("a time some minutes ago may be yesterday's", () => {
  assert.equal(timeAgo(90, new Date(2026, 10, 22, 14, 3)), "12:33");
  assert.equal(timeAgo(90, new Date(2026, 10, 22, 0, 30)), "23:00");
});

test("a time of day is the last one that was", () => {
  assert.equal(agoOf("12:33", new Date(2026, 10, 22, 14, 3), false), "il y a 1\u00a0h\u00a030");
  assert.equal(agoOf("23:00", new Date(2026, 10, 22, 0, 30), false), "il y a 1\u00a0h\u00a030, hier");
  assert.equal(agoOf("", new Date(2026, 10, 22, 14, 3), true), undefined);
});
