import { takePushes } from "../Channels/push-worker.ts";
import { openPost } from "./post.ts";

/** Keeps the empty forms and what they are made of for when there is no network. Never an answer that may hold a patient. */
const shelf = "telemed-shell";
const forms = ["/round", "/ask"];

interface Extendable extends Event { waitUntil(work: Promise<unknown>): void }
interface Fetching extends Extendable { request: Request; respondWith(answer: Promise<Response>): void }
interface Worker extends EventTarget { skipWaiting(): Promise<void>; clients: { claim(): Promise<void> } }
const worker = self as unknown as Worker;
const on = <E extends Event>(name: string, act: (event: E) => void) => worker.addEventListener(name, act as EventListener);

takePushes(self);
on<Extendable>("install", event => event.waitUntil(worker.skipWaiting()));
on<Extendable>("activate", event => event.waitUntil(worker.clients.claim()));

on<MessageEvent & Extendable>("message", event => {
  const { keep: files, form, forget } = event.data as { keep?: string[]; form?: string; forget?: boolean };
  if (forget) event.waitUntil(caches.delete(shelf));
  if (files) event.waitUntil(keep(files, form ?? "/ask"));
});

on<Extendable & { tag: string }>("sync", event => {
  const [what, user] = event.tag.split("/");
  if (what === "send" && user) event.waitUntil(sendOrTryAgain(user));
});

on<Fetching>("fetch", event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.searchParams.has("v")) event.respondWith(kept(request));
  else if (request.mode === "navigate") event.respondWith(page(request, url));
});

async function keep(files: string[], form: string): Promise<void> {
  const cache = await caches.open(shelf);
  const answer = await fetch(form, { headers: { Accept: "text/html" }, redirect: "error" }).catch(() => undefined);
  if (answer?.ok) {
    const scripts = [...(await answer.clone().text()).matchAll(/="(\/[^"]+\?v=[^"]+)"/g)].map(match => match[1]!);
    await cache.put(form, answer);
    files.push(...scripts);
  }
  for (const file of new Set(files)) {
    if (await cache.match(file)) continue;
    const { pathname } = new URL(file, location.origin);
    for (const old of await cache.keys()) if (new URL(old.url).pathname === pathname) await cache.delete(old);
    await cache.add(file).catch(() => undefined);
  }
}

/** A file whose address holds its fingerprint never changes. */
async function kept(request: Request): Promise<Response> {
  return await caches.match(request) ?? fetch(request);
}

async function page(request: Request, url: URL): Promise<Response> {
  try {
    const answer = await fetch(request);
    if (forms.includes(url.pathname) && answer.ok && !answer.redirected) await (await caches.open(shelf)).put(url.pathname, answer.clone());
    return answer;
  } catch (error) {
    // Without network what works is the round and asking; they say by themselves that the rest has to wait.
    const empty = forms.includes(url.pathname) && await caches.match(url.pathname);
    if (empty) return empty;
    for (const form of forms) if (form !== url.pathname && await caches.match(form)) return Response.redirect(form);
    throw error;
  }
}

async function sendOrTryAgain(user: string): Promise<void> {
  const ending = await (await openPost(user)).send();
  new BroadcastChannel("telemed").postMessage("changed");
  if (ending === "unreachable") throw new Error("still no network: the browser tries again later");
}
