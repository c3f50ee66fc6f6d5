import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBase64Url, hexOf } from "./bytes.ts";

test("a key of web push comes out as its bytes", () => {
  assert.deepEqual([...fromBase64Url("BP4_-w")], [4, 254, 63, 251]);
});

test("bytes are written as they are compared with the hub's", () => {
  assert.equal(hexOf(new Uint8Array([0, 10, 255])), "000aff");
});
