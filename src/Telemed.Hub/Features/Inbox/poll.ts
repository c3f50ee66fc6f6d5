import { sayLive } from "../../Platform/Pages/live-page.ts";
import { device } from "./device.ts";
import { take, type Cursor, type InboxEvent } from "./fold.ts";

interface Answer { epoch: string; head: number; reset: boolean; events: { epoch: string; seq: number; prev: number; event: InboxEvent }[] }

/** The inbox for pages that must stay light: one waiting request at a time instead of a socket and its library. */
export async function followByAsking(from: Cursor, apply: (event: InboxEvent) => void, reload: () => void): Promise<void> {
  let cursor = from;
  for (let failures = 0; ;) {
    if (document.visibilityState === "hidden") await becomingVisible();
    const answer = await ask(cursor);
    if (answer === "signed-out") return;
    if (!answer) {
      sayLive("lost");
      await new Promise(later => setTimeout(later, Math.min(1000 * 2 ** failures++, 30_000)));
      continue;
    }
    failures = 0;
    sayLive("live");
    if (answer.reset) return reload();
    for (const event of answer.events) {
      const [after, next] = take(cursor, { is: "event", ...event });
      cursor = after;
      if (next.do === "apply") apply(next.event);
    }
    if (answer.events.length > 0) void fetch(`/inbox/delivered?seq=${cursor.seq}&device=${device()}`, { method: "POST" }).catch(() => undefined);
  }
}

async function ask({ epoch, seq }: Cursor): Promise<Answer | "signed-out" | undefined> {
  try {
    const known = epoch ? `epoch=${epoch}&` : "";
    const answer = await fetch(`/inbox?${known}after=${seq}&wait=25&device=${device()}`, { headers: { Accept: "application/json" } });
    if (answer.status === 401) return "signed-out";
    return answer.ok ? await answer.json() as Answer : undefined;
  } catch {
    return undefined;
  }
}

function becomingVisible(): Promise<void> {
  return new Promise(visible => document.addEventListener("visibilitychange", function seen() {
    if (document.visibilityState === "hidden") return;
    document.removeEventListener("visibilitychange", seen);
    visible();
  }));
}
