import assert from "node:assert/strict";
import test from "node:test";
import { drain, type Answer, type Letter, type Mark, type Outbox, type Photo, type Sender } from "./outbox.ts";

test("previews go first, then the request, and the original last", async () => {
  const { box, send, log } = post([letter("a")]);
  assert.equal(await drain(box, send), "empty");
  assert.deepEqual(log, ["preview a1", "preview a2", "letter a", "original a1", "original a2"]);
});

test("of two requests, both are told before any original travels", async () => {
  const { box, send, log } = post([letter("a"), letter("b")]);
  await drain(box, send);
  assert.ok(log.indexOf("letter b") < log.indexOf("original a1"));
});

test("the network gone in the middle keeps the rest, and the next drain takes up there", async () => {
  const hub = post([letter("a")]);
  hub.answers.set("preview a2", { is: "unreachable" });
  assert.equal(await drain(hub.box, hub.send), "unreachable");
  hub.answers.clear();
  hub.log.length = 0;
  assert.equal(await drain(hub.box, hub.send), "empty");
  assert.deepEqual(hub.log, ["preview a2", "letter a", "original a1", "original a2"]);
});

test("a session that ended keeps everything and asks to sign in", async () => {
  const hub = post([letter("a"), letter("b")]);
  hub.answers.set("letter a", { is: "signed-out" });
  assert.equal(await drain(hub.box, hub.send), "signed-out");
  assert.deepEqual((await hub.box.letters()).map(l => l.state), ["waiting", "waiting"]);
  assert.ok(!hub.log.some(line => line.endsWith("b")));
});

test("a refused request stays with the hub's reason and does not hold back the next", async () => {
  const hub = post([letter("a"), letter("b")]);
  hub.answers.set("letter a", { is: "refused", why: "La date de naissance est dans l'avenir." });
  assert.equal(await drain(hub.box, hub.send), "empty");
  const [refused, ...rest] = await hub.box.letters();
  assert.deepEqual([refused!.state, refused!.refusal, rest], ["refused", "La date de naissance est dans l'avenir.", []]);
  assert.ok(hub.log.includes("letter b"));
});

test("a refused request is not sent again by itself", async () => {
  const hub = post([letter("a")]);
  hub.answers.set("letter a", { is: "refused", why: "non" });
  await drain(hub.box, hub.send);
  hub.log.length = 0;
  await drain(hub.box, hub.send);
  assert.deepEqual(hub.log, []);
});

test("a refused preview refuses the request before it leaves, naming the photo", async () => {
  const hub = post([letter("a")]);
  hub.answers.set("preview a2", { is: "refused", why: "ce fichier n'est pas une image" });
  await drain(hub.box, hub.send);
  assert.equal((await hub.box.letters())[0]!.refusal, "Photo 2 : ce fichier n'est pas une image");
  assert.ok(!hub.log.includes("letter a"));
});

test("a refused original stays visible and the other one still travels", async () => {
  const hub = post([letter("a")]);
  hub.answers.set("original a1", { is: "refused", why: "plus de 40 mégapixels" });
  await drain(hub.box, hub.send);
  assert.equal((await hub.box.letters())[0]!.state, "sent");
  assert.equal((await hub.box.mark(photo("a1"))).refusal, "plus de 40 mégapixels");
  assert.ok(hub.log.includes("original a2"));
});

test("photos of a draft travel while it is being written, and are not sent again with it", async () => {
  const hub = post([]);
  hub.draft.push(photo("a1"));
  await drain(hub.box, hub.send);
  await hub.box.keep(letter("a"));
  hub.draft.length = 0;
  await drain(hub.box, hub.send);
  assert.deepEqual(hub.log, ["preview a1", "preview a2", "letter a", "original a1", "original a2"]);
});

test("a draft's photo that the hub refuses is not sent again and again while its requester is typing", async () => {
  const hub = post([]);
  hub.draft.push(photo("a1"));
  hub.answers.set("preview a1", { is: "refused", why: "non" });
  await drain(hub.box, hub.send);
  await drain(hub.box, hub.send);
  assert.deepEqual(hub.log, ["preview a1"]);
});

test("whatever step fails, and however often, every step ends up done once", async () => {
  const steps = ["preview a1", "preview a2", "letter a", "original a1", "original a2"];
  for (const failing of steps) {
    for (const times of [1, 2, 3]) {
      const hub = post([letter("a")]);
      let left = times;
      const done: string[] = [];
      const flaky = (step: string): Answer => step === failing && left-- > 0 ? { is: "unreachable" } : (done.push(step), { is: "done" });
      const send: Sender = {
        preview: async p => flaky(`preview ${p.id}`), letter: async l => flaky(`letter ${l.id}`), original: async p => flaky(`original ${p.id}`),
      };
      while (await drain(hub.box, send) !== "empty");
      assert.deepEqual(done, steps);
    }
  }
});

function photo(id: string): Photo { return { id, view: "close-up", type: "image/jpeg", bytes: 1 }; }

function letter(id: string): Letter {
  return {
    id, title: "Lésion", writtenAt: "2026-11-24T14:03:00Z", state: "waiting",
    bundle: { resourceType: "Bundle", type: "transaction", entry: [] }, photos: [photo(`${id}1`), photo(`${id}2`)],
  };
}

function post(letters: Letter[]) {
  const kept = new Map(letters.map(l => [l.id, l]));
  const marks = new Map<string, Mark>();
  const draft: Photo[] = [];
  const log: string[] = [];
  const answers = new Map<string, Answer>();
  const said = (step: string): Answer => { log.push(step); return answers.get(step) ?? { is: "done" }; };
  const box: Outbox = {
    letters: async () => [...kept.values()],
    draftPhotos: async () => draft,
    mark: async p => marks.get(p.id) ?? {},
    setMark: async (p, mark) => void marks.set(p.id, mark),
    keep: async l => void kept.set(l.id, l),
    remove: async l => void kept.delete(l.id),
  };
  const send: Sender = {
    preview: async p => said(`preview ${p.id}`), letter: async l => said(`letter ${l.id}`), original: async p => said(`original ${p.id}`),
  };
  return { box, send, log, answers, draft };
}
