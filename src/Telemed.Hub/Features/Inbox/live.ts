import { HubConnectionBuilder, HubConnectionState, LogLevel } from "@microsoft/signalr";
import { sayLive } from "../../Platform/Pages/live-page.ts";
import { device } from "./device.ts";
import { take, type Cursor, type InboxEvent, type Message } from "./fold.ts";

interface Numbered { epoch: string; seq: number; prev: number; event: InboxEvent }
interface Head { epoch: string; seq: number }

export interface Live {
  /** The event stands on a screen somebody looks at. */
  displayed(seq: number): void;
}

/**
 * The inbox over SignalR. The connection may lose, repeat or reorder: the cursor decides what is new, a gap is fetched, and the head
 * that comes every few seconds shows a loss that no gap can show.
 */
export function follow(from: Cursor, apply: (event: InboxEvent) => void, reload: () => void, onLive: () => void = () => undefined): Live {
  let cursor = from;
  let fetching = false;
  const hub = new HubConnectionBuilder().withUrl(`/hubs/inbox?device=${device()}`).configureLogging(LogLevel.None)
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => Math.min(500 * 2 ** previousRetryCount, 15_000) }).build();

  const receive = (message: Message) => {
    const [after, next] = take(cursor, message);
    const moved = after.seq > cursor.seq;
    cursor = after;
    if (next.do === "apply") apply(next.event);
    if (next.do === "reload") reload();
    if (next.do === "fetch") void fetchMissing();
    if (moved && next.do === "apply") void hub.send("Delivered", cursor.seq).catch(() => undefined);
  };
  const fetchMissing = async () => {
    if (fetching) return;
    fetching = true;
    try {
      for (let page = await hub.invoke<Numbered[]>("Fetch", cursor.seq); page.length > 0; page = await hub.invoke<Numbered[]>("Fetch", cursor.seq)) {
        for (const event of page) receive({ is: "event", ...event });
      }
    } catch {
      // The next head or the next connection asks again.
    } finally {
      fetching = false;
    }
  };
  const resume = async () => {
    await hub.invoke("Resume", cursor.epoch || null, cursor.seq);
    sayLive("live");
    // The page came with everything up to its cursor.
    void hub.send("Delivered", cursor.seq).catch(() => undefined);
    onLive();
  };

  hub.on("event", (event: Numbered) => receive({ is: "event", ...event }));
  hub.on("head", (head: Head) => receive({ is: "head", ...head }));
  hub.on("reset", (head: Head) => receive({ is: "reset", ...head }));
  hub.onreconnecting(() => sayLive("lost"));
  hub.onreconnected(() => void resume());
  const start = (): Promise<void> => hub.start().then(resume).catch(() => {
    sayLive("lost");
    setTimeout(() => { if (hub.state === HubConnectionState.Disconnected) void start(); }, 3000);
  });
  hub.onclose(() => { sayLive("lost"); void start(); });
  void start();
  return { displayed: seq => void hub.send("Displayed", seq).catch(() => undefined) };
}
