import { all, find, user } from "./page.ts";
import { openShelf } from "./shelf.ts";
import { Vault } from "./vault.ts";

/** What every page does. Each page's script starts with this; pages without a script of their own load it alone. */
document.documentElement.classList.add("js");

const closeMenu = (event: Event) => {
  const menu = find<HTMLDetailsElement>("details.me[open]");
  if (menu && !menu.contains(event.target as Node)) menu.open = false;
};
addEventListener("click", closeMenu);
addEventListener("focusin", closeMenu);

// A second tap while the first is on its way would be a second act.
addEventListener("submit", event => {
  const form = event.target as HTMLFormElement;
  if (form.dataset["going"]) event.preventDefault();
  form.dataset["going"] = "yes";
});
addEventListener("pageshow", () => all<HTMLFormElement>("form[data-going]").forEach(form => delete form.dataset["going"]));

/** Asked before signing out wipes this device; one false and nothing happens. */
export const beforeSignOut: (() => Promise<boolean>)[] = [];

for (const form of all<HTMLFormElement>("[data-sign-out]")) form.addEventListener("submit", event => void signOut(event, form));

/** Nothing of a patient stays on a device that somebody else may pick up. */
async function signOut(event: SubmitEvent, form: HTMLFormElement): Promise<void> {
  event.preventDefault();
  for (const agreed of beforeSignOut) if (!await agreed()) return void delete form.dataset["going"];
  await (await Vault.open(await openShelf(), user()!)).wipe();
  const worker = await navigator.serviceWorker?.getRegistration();
  worker?.active?.postMessage({ forget: true });
  await endPush(worker);
  form.submit();
}

/** Whoever picks the device up next is not told what was meant for somebody else. */
async function endPush(worker: ServiceWorkerRegistration | undefined): Promise<void> {
  const subscription = await worker?.pushManager?.getSubscription();
  if (!subscription) return;
  await fetch("/channels/push", { method: "DELETE", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ address: subscription.endpoint }) }).catch(() => undefined);
  await subscription.unsubscribe();
}
