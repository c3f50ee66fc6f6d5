import assert from "node:assert/strict";
import { test } from "node:test";
import { totalOf } from "./scale.ts";

test("what is scored adds up, UN counts nothing, what is missing is said", () => {
  assert.equal(totalOf(["3", "2", "UN", ""], false), "5 pour l’instant, 1 à coter");
  assert.equal(totalOf(["3", "2", "UN", "0"], true), "5 / 42");
});
