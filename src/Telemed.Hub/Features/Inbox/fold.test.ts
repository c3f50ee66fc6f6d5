import assert from "node:assert/strict";
import test from "node:test";
import { take, type Cursor, type Message } from "./fold.ts";

const epoch = "e1";
const event = (seq: number, of = epoch): Message => ({ is: "event", epoch: of, seq, prev: seq - 1, event: { id: `v${seq}`, kind: "submitted", priority: "routine" } });

test("the next event is applied and moves the cursor", () => {
  const [cursor, next] = take({ epoch, seq: 4 }, event(5));
  assert.deepEqual([cursor.seq, next.do], [5, "apply"]);
});

test("an event seen before is ignored", () => {
  assert.deepEqual(take({ epoch, seq: 5 }, event(5)), [{ epoch, seq: 5 }, { do: "nothing" }]);
});

test("a gap is fetched, not jumped over", () => {
  assert.deepEqual(take({ epoch, seq: 5 }, event(7)), [{ epoch, seq: 5 }, { do: "fetch" }]);
});

test("a head ahead of the cursor reveals that the last message was lost", () => {
  assert.equal(take({ epoch, seq: 5 }, { is: "head", epoch, seq: 6 })[1].do, "fetch");
  assert.equal(take({ epoch, seq: 5 }, { is: "head", epoch, seq: 5 })[1].do, "nothing");
});

test("another epoch or a reset asks for a new snapshot", () => {
  assert.equal(take({ epoch, seq: 5 }, event(6, "e2"))[1].do, "reload");
  assert.deepEqual(take({ epoch, seq: 5 }, { is: "reset", epoch: "e2", seq: 0 }), [{ epoch: "e2", seq: 0 }, { do: "reload" }]);
});

test("whatever the network repeats, drops and reorders, every event is applied once and in order", () => {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  for (let run = 0; run < 300; run++) {
    const head = 1 + random(20);
    const applied: string[] = [];
    let cursor: Cursor = { epoch, seq: 0 };
    const deliver = (message: Message) => {
      const [after, next] = take(cursor, message);
      assert.ok(after.seq >= cursor.seq, "the cursor never goes back");
      cursor = after;
      if (next.do === "apply") applied.push(next.event.id);
      if (next.do === "fetch") for (let seq = cursor.seq + 1; seq <= head; seq++) deliver(event(seq));
    };
    for (let i = 0; i < 30; i++) deliver(random(4) === 0 ? { is: "head", epoch, seq: head } : event(1 + random(head)));
    deliver({ is: "head", epoch, seq: head });
    assert.deepEqual(applied, Array.from({ length: head }, (_, i) => `v${i + 1}`));
  }
});
