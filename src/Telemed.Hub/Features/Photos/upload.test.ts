import assert from "node:assert/strict";
import test from "node:test";
import { uploadInPieces, type Ask } from "./upload.ts";

const photo = new Blob([Uint8Array.from({ length: 3_000_000 }, (_, i) => i % 251)], { type: "image/jpeg" });

test("the hub ends up with the same bytes", async () => {
  const hub = receiver();
  assert.equal((await uploadInPieces("/photos/p/original", photo, hub.ask)).ok, true);
  assert.deepEqual(hub.bytes(), Buffer.from(await photo.arrayBuffer()));
});

test("a cut in the middle costs one piece, not the photo", async () => {
  const hub = receiver({ cutAfterPieces: 3 });
  await assert.rejects(uploadInPieces("/photos/p/original", photo, hub.ask));
  const before = hub.bytes().length;
  assert.ok(before > 0);
  await uploadInPieces("/photos/p/original", photo, hub.ask);
  assert.deepEqual(hub.bytes(), Buffer.from(await photo.arrayBuffer()));
  assert.ok(hub.received() - photo.size <= 0, "nothing was sent twice");
});

test("an answer lost after the hub wrote the piece is caught up by asking where it is", async () => {
  const hub = receiver({ strayOnPiece: 2 });
  assert.equal((await uploadInPieces("/photos/p/original", photo, hub.ask)).ok, true);
  assert.deepEqual(hub.bytes(), Buffer.from(await photo.arrayBuffer()));
});

test("no piece is larger than the hub takes", async () => {
  const hub = receiver();
  await uploadInPieces("/photos/p/original", photo, hub.ask);
  assert.ok(hub.largest() <= 1024 * 1024);
});

test("on a slow network pieces stay small", async () => {
  const hub = receiver();
  let clock = 0;
  await uploadInPieces("/photos/p/original", photo, hub.ask, () => clock += 5000);
  assert.ok(hub.largest() <= 256 * 1024);
});

test("a refusal comes back as the hub gave it", async () => {
  const answer = await uploadInPieces("/photos/p/original", photo, async () => new Response("trop lourde", { status: 413 }));
  assert.equal(answer.status, 413);
});

test("a conflict without an offset is a refusal, not a stray piece", async () => {
  const answer = await uploadInPieces("/photos/p/original", photo, async () => new Response(null, { status: 409 }));
  assert.equal(answer.status, 409);
});

/** The hub's side of the protocol, in memory: announcing twice says how far it has come, the last piece ends the upload. */
function receiver(trouble: { cutAfterPieces?: number; strayOnPiece?: number } = {}) {
  let kept = Buffer.alloc(0), pieces = 0, received = 0, largest = 0, length = 0, cut = trouble.cutAfterPieces;
  const at = (status: number) => new Response(null, { status, headers: kept.length < length ? { "Upload-Offset": String(kept.length) } : {} });
  const ask: Ask = async (_, request) => {
    const headers = new Headers(request.headers);
    if (request.method === "POST") {
      length = Number(headers.get("Upload-Length"));
      return at(kept.length === 0 ? 201 : 200);
    }
    if (cut !== undefined && pieces === cut) { cut = undefined; throw new TypeError("network"); }
    pieces++;
    const body = Buffer.from(await (request.body as Blob).arrayBuffer());
    if (Number(headers.get("Upload-Offset")) !== kept.length) return at(409);
    kept = Buffer.concat([kept, body]);
    received += body.length;
    largest = Math.max(largest, body.length);
    return pieces === trouble.strayOnPiece ? at(409) : at(204);
  };
  return { ask, bytes: () => kept, received: () => received, largest: () => largest };
}
