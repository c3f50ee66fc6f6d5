import "../../Platform/Pages/console.ts";
import { all, find, fragment, t } from "../../Platform/Pages/page.ts";
import { fromBase64Url, hexOf } from "./bytes.ts";

/** My channels: what becomes of a test is shown as it becomes known; this browser is subscribed to push or not. */
const everySecond = 1000;
setInterval(() => { for (const row of all("[data-pending]")) void refresh(row); }, everySecond);

async function refresh(row: HTMLElement): Promise<void> {
  const answer = await fetch(`/channels/${row.id.slice("channel-".length)}`, { headers: { Accept: "text/html" } }).catch(() => undefined);
  if (!answer?.ok) return;
  const fresh = (await fragment(answer)).firstElementChild;
  // A button that has the focus keeps it: only the words change.
  const said = find("p", row);
  if (!fresh || !said) return;
  said.replaceWith(find("p", fresh)!);
  row.toggleAttribute("data-pending", fresh.hasAttribute("data-pending"));
}

const place = find("[data-push]")!;
const said = find("[data-push-said]", place)!;
const on = find<HTMLButtonElement>("[data-push-on]", place)!;
const off = find<HTMLButtonElement>("[data-push-off]", place)!;

on.addEventListener("click", () => void turnOn());
off.addEventListener("click", () => void turnOff());
void show();

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return undefined;
  return await navigator.serviceWorker.register("/js/service-worker.js", { scope: "/", type: "module" });
}

async function show(): Promise<void> {
  const worker = await registration();
  const subscription = await worker?.pushManager.getSubscription();
  const mine = subscription && await rowOf(subscription);
  if (mine) find("[data-here]", mine)!.hidden = false;
  on.hidden = !worker || Notification.permission === "denied" || !!mine;
  off.hidden = !mine;
  said.textContent = !worker ? t(
    "Ce navigateur ne reçoit pas de notifications. Sur iPhone : ajoutez d’abord Telemed à l’écran d’accueil.",
    "This browser takes no notifications. On an iPhone: first add Telemed to the home screen.")
    : Notification.permission === "denied" ? t(
      "Les notifications sont bloquées dans les réglages de ce navigateur.", "Notifications are blocked in this browser’s settings.")
    : mine ? t("Actives ici, console fermée comprise. Se déconnecter les arrête.", "On here, with the console closed too. Signing out stops them.")
    : t("Pas actives sur cet appareil.", "Off on this device.");
}

async function rowOf(subscription: PushSubscription): Promise<HTMLElement | null> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(subscription.endpoint));
  return find(`[data-endpoint="${hexOf(new Uint8Array(digest))}"]`);
}

async function turnOn(): Promise<void> {
  on.disabled = true;
  try {
    if (await Notification.requestPermission() !== "granted") return await show();
    await registration();
    const { pushManager } = await navigator.serviceWorker.ready;
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: fromBase64Url(place.dataset["push"]!) });
    const { endpoint, keys } = subscription.toJSON();
    const answer = await fetch("/channels/push", { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ endpoint, keys }) });
    if (answer.ok) return location.reload();
    await subscription.unsubscribe();
    throw new Error(`refused: ${answer.status}`);
  } catch {
    said.textContent = t("Ce navigateur n’a pas pu s’abonner. Réessayez, ou choisissez un autre canal.", "This browser could not subscribe. Try again, or choose another channel.");
  } finally {
    on.disabled = false;
  }
}

async function turnOff(): Promise<void> {
  const { pushManager } = await navigator.serviceWorker.ready;
  const subscription = await pushManager.getSubscription();
  if (!subscription) return;
  await fetch("/channels/push", { method: "DELETE", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ address: subscription.endpoint }) });
  await subscription.unsubscribe();
  location.reload();
}
