import assert from "node:assert/strict";
import test from "node:test";
import { shelfInMemory } from "./shelf.fake.ts";
import { KEPT_FOR, Vault } from "./vault.ts";

const identity = { family: "MARTIN", given: "Louise", born: "1958-03-02" };

test("what was written is read back by the same user", async () => {
  const vault = await Vault.open(shelfInMemory(), "gp");
  await vault.write("draft", "a", identity);
  assert.deepEqual(await vault.read("draft", "a"), identity);
});

test("a photo comes back byte for byte", async () => {
  const vault = await Vault.open(shelfInMemory(), "gp");
  await vault.write("original", "p", new Blob([new Uint8Array([255, 216, 255, 0, 7])]));
  assert.deepEqual([...new Uint8Array((await vault.readBytes("original", "p"))!)], [255, 216, 255, 0, 7]);
});

test("nothing on the shelf can be read by looking at it", async () => {
  const shelf = shelfInMemory();
  await (await Vault.open(shelf, "gp")).write("draft", "a", identity);
  for (const [, record] of await shelf.all<{ data: ArrayBuffer }>("records")) {
    assert.ok(!Buffer.from(record.data).includes("MARTIN"));
  }
});

test("the key never leaves the browser's own keeping", async () => {
  const shelf = shelfInMemory();
  await Vault.open(shelf, "gp");
  const key = await shelf.get<CryptoKey>("keys", "gp");
  assert.equal(key!.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("raw", key!));
});

test("another user of the same phone sees and opens nothing", async () => {
  const shelf = shelfInMemory();
  await (await Vault.open(shelf, "gp")).write("draft", "a", identity);
  const nurse = await Vault.open(shelf, "nurse");
  assert.deepEqual(await nurse.ids("draft"), []);
  assert.equal(await nurse.read("draft", "a"), undefined);
});

test("two tabs that open at once share one key", async () => {
  const shelf = shelfInMemory();
  const [one, two] = await Promise.all([Vault.open(shelf, "gp"), Vault.open(shelf, "gp")]);
  await one.write("draft", "a", identity);
  assert.deepEqual(await two.read("draft", "a"), identity);
});

test("a record moved to another id does not open", async () => {
  const shelf = shelfInMemory();
  const vault = await Vault.open(shelf, "gp");
  await vault.write("draft", "a", identity);
  await shelf.put("records", "b", await shelf.get("records", "a"));
  assert.equal(await vault.read("draft", "b"), undefined);
});

test("signing out leaves nothing of that user and all of the others", async () => {
  const shelf = shelfInMemory();
  const [gp, nurse] = [await Vault.open(shelf, "gp"), await Vault.open(shelf, "nurse")];
  await gp.write("draft", "a", identity);
  await nurse.write("draft", "b", identity);
  await gp.wipe();
  assert.equal(await shelf.get("keys", "gp"), undefined);
  assert.deepEqual((await shelf.all("records")).map(([id]) => id), ["b"]);
});

test("after 24 hours it is gone, and rewriting it does not buy time", async () => {
  const shelf = shelfInMemory();
  let now = 0;
  const vault = await Vault.open(shelf, "gp", () => now);
  await vault.write("draft", "a", identity);
  now = KEPT_FOR - 1;
  await vault.write("draft", "a", { ...identity, given: "Lise" });
  assert.equal((await (await Vault.open(shelf, "gp", () => now)).ids("draft")).length, 1);
  now = KEPT_FOR;
  assert.equal((await (await Vault.open(shelf, "gp", () => now)).ids("draft")).length, 0);
});
