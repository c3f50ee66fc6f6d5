import { user } from "../../Platform/Pages/page.ts";
import type { Ending, Letter } from "./outbox.ts";
import { openPost, type Post } from "./post.ts";

/** How sending went, for whoever shows it: this tab and the others. */
const channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel("telemed");
const listeners = new Set<() => void>();
/** Requests that left from this page: their records go once everything has arrived, the good news stays as long as the page. */
export const arrived = new Map<string, Letter>();
let opening: Promise<Post> | undefined;
export let lastEnding: Ending = "empty";

/** This user's post; one per page. */
export function post(): Promise<Post> {
  return opening ??= openPost(user()!, letter => {
    if (letter.state === "sent") arrived.set(letter.id, letter);
    changed();
  });
}

export function onChange(listener: () => void): void {
  listeners.add(listener);
}

export function changed(): void {
  channel?.postMessage("changed");
  for (const listener of listeners) listener();
}

/** Sends what waits, now. iOS has no background sync, so every sign of life is a chance: opening, coming back, a network, a capture. */
export async function deliver(): Promise<void> {
  const open = await post();
  lastEnding = await open.send();
  if (lastEnding === "unreachable") await sendLater();
  changed();
}

/** An extra where the browser has it: the service worker sends even when the tab is closed. */
async function sendLater(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration() as { sync?: { register(tag: string): Promise<void> } } | undefined;
  await worker?.sync?.register(`send/${user()}`).catch(() => undefined);
}

export function deliverOnEverySignOfLife(): void {
  channel?.addEventListener("message", () => listeners.forEach(listener => listener()));
  addEventListener("online", () => void deliver());
  addEventListener("pageshow", event => { if (event.persisted) void deliver(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") void deliver(); });
  setInterval(() => { if (lastEnding === "unreachable" && navigator.onLine) void deliver(); }, 30_000);
  void deliver();
}
