import assert from "node:assert/strict";
import test from "node:test";
import { clockTime, duration, since, size, timeLeft } from "./durations.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

for (const [seconds, french, english] of [
  [40, "40 s", "40 s"], [8 * 60, "8 min", "8 min"], [72 * 60, "1 h 12", "1 h 12"], [21 * 3600, "21 h", "21 h"],
  [(5 * 24 + 2) * 3600, "5 j 2 h", "5 d 2 h"], [24 * 3600, "1 j", "1 d"], [3600 + 5 * 60, "1 h 05", "1 h 05"],
] as const) {
  test(`${seconds} s is said ${french}`, () => {
    assert.deepEqual([duration(seconds, false), duration(seconds, true)].map(plain), [french, english]);
  });
}

test("time left and time overdue are told apart in words", () => {
  assert.deepEqual([timeLeft(72 * 60, false), timeLeft(-8 * 60, false)].map(plain), ["encore 1 h 12", "dépassé de 8 min"]);
  assert.deepEqual([timeLeft(72 * 60, true), timeLeft(-8 * 60, true)].map(plain), ["1 h 12 left", "overdue by 8 min"]);
});

test("the first minute of waiting is now", () => {
  assert.deepEqual([since(59, false), since(100 * 60, false)].map(plain), ["à l’instant", "depuis 1 h 40"]);
});

test("clock times are the territory's legal time, whatever the phone is set to", () => {
  assert.equal(plain(clockTime(new Date("2026-11-24T13:03:00Z"), false)), "14 h 03");
});

test("sizes are said in the reader's language", () => {
  assert.deepEqual([size(4_100_000, false), size(4_100_000, true), size(240_000, false)].map(plain), ["4,1 Mo", "4.1 MB", "240 ko"]);
});
