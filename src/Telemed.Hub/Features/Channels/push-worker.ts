/** A push message wakes the service worker: it shows a notification and says so to the hub. Nothing in it names a patient or a disease. */
interface Extendable extends Event { waitUntil(work: Promise<unknown>): void }
interface Pushed extends Extendable { data: { json(): unknown } | null }
interface Changed extends Extendable { oldSubscription: PushSubscription | null; newSubscription: PushSubscription | null }
interface Clicked extends Extendable { notification: Notification }
interface Window { url: string; focus(): Promise<unknown>; navigate(url: string): Promise<unknown> }
interface Worker extends EventTarget {
  registration: ServiceWorkerRegistration;
  clients: { matchAll(of: { type: "window" }): Promise<Window[]>; openWindow(url: string): Promise<unknown> };
}
interface Message { kind: "alert" | "reminder" | "test"; tag: string; stat: boolean; receipt: string }

export function takePushes(scope: unknown): void {
  const worker = scope as Worker;
  const on = <E extends Event>(name: string, act: (event: E) => void) => worker.addEventListener(name, act as EventListener);

  on<Pushed>("push", event => {
    if (event.data) event.waitUntil(show(worker, event.data.json() as Message));
  });
  on<Changed>("pushsubscriptionchange", event => event.waitUntil(follow(worker, event)));
  on<Clicked>("notificationclick", event => {
    event.notification.close();
    event.waitUntil(open(worker));
  });
}

async function show(worker: Worker, { kind, tag, stat, receipt }: Message): Promise<void> {
  const english = navigator.language.startsWith("en");
  const { title, body } = {
    test: english ? { title: "Telemed: test", body: "This channel works. Nothing to do." } : { title: "Telemed : essai", body: "Ce canal fonctionne. Rien à faire." },
    reminder: english ? { title: "Reminder", body: "An answer is expected: open the application" } : { title: "Rappel", body: "Une réponse est attendue : ouvrir l’application" },
    alert: english ? { title: "New alert", body: "Open the application" } : { title: "Nouvelle alerte", body: "Ouvrir l’application" },
  }[kind];
  // The same request at the same step replaces what was shown before, and sounds again.
  const options = { body, tag, renotify: true, requireInteraction: stat, icon: "/icons/icon-192.png", lang: english ? "en" : "fr" };
  await worker.registration.showNotification(title, options);
  await say(receipt);
}

/** The hub goes on to the next channel when it hears nothing: worth a second try. */
async function say(receipt: string): Promise<void> {
  for (const wait of [0, 1500]) {
    await new Promise(later => setTimeout(later, wait));
    const answer = await fetch("/channels/push/receipts", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ receipt }),
    }).catch(() => undefined);
    if (answer) return;
  }
}

/** Browsers renew a subscription when they please: the hub is told, or this channel would be silent from then on. */
async function follow(worker: Worker, { oldSubscription, newSubscription }: Changed): Promise<void> {
  const renewed = newSubscription ?? (oldSubscription && await worker.registration.pushManager.subscribe(oldSubscription.options as PushSubscriptionOptionsInit));
  const tell = (method: "PUT" | "DELETE", body: unknown) =>
    fetch("/channels/push", { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }).catch(() => undefined);
  if (renewed) await tell("PUT", { endpoint: renewed.endpoint, keys: renewed.toJSON().keys });
  if (oldSubscription && oldSubscription.endpoint !== renewed?.endpoint) await tell("DELETE", { address: oldSubscription.endpoint });
}

async function open(worker: Worker): Promise<void> {
  const [console] = await worker.clients.matchAll({ type: "window" });
  if (console) await console.focus();
  else await worker.clients.openWindow("/");
}
