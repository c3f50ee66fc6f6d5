/** One entry of the user's numbered log. Ids, priority and deadline only: the page fetches the rest as its user. */
export interface InboxEvent { id: string; kind: string; priority: string; request?: string; task?: string; dueAt?: string }

export type Message =
  | { is: "event"; epoch: string; seq: number; prev: number; event: InboxEvent }
  | { is: "head"; epoch: string; seq: number }
  | { is: "reset"; epoch: string; seq: number };

export interface Cursor { epoch: string; seq: number }

/** What the page does next. `fetch` asks for everything after the cursor; `reload` means its snapshot is of another epoch. */
export type Next = { do: "nothing" } | { do: "apply"; event: InboxEvent } | { do: "fetch" } | { do: "reload" };

/**
 * Takes one message. The cursor only moves forward and by one, so no event is applied twice or skipped, whatever order and
 * repetition the network makes of them; a head ahead of the cursor shows that the last message was lost.
 */
export function take(cursor: Cursor, message: Message): [Cursor, Next] {
  if (message.is === "reset" || message.epoch !== cursor.epoch) return [{ epoch: message.epoch, seq: message.seq }, { do: "reload" }];
  if (message.seq <= cursor.seq) return [cursor, { do: "nothing" }];
  if (message.is === "event" && message.seq === cursor.seq + 1) return [{ ...cursor, seq: message.seq }, { do: "apply", event: message.event }];
  return [cursor, { do: "fetch" }];
}
