import { tick } from "./clock.ts";
import { all, find, t, user } from "./page.ts";
import { openShelf } from "./shelf.ts";
import { Vault } from "./vault.ts";

/** What every page does. Each page's script starts with this; pages without a script of their own load it alone. */
document.documentElement.classList.add("js");
setInterval(tick, 1000);

// A link to a closed form opens it: "Décliner" leads to the reason, not to a closed line.
addEventListener("click", event => {
  const target = (event.target as Element).closest<HTMLAnchorElement>("a[href^='#']");
  if (target) openForm(target.hash);
  for (const menu of all<HTMLDetailsElement>("details.me[open]")) if (!menu.contains(event.target as Node)) menu.open = false;
});

addEventListener("keydown", event => {
  if (event.key === "Escape") for (const menu of all<HTMLDetailsElement>("details.me[open]")) menu.open = false;
});

// A second tap while the first is on its way would be a second act.
addEventListener("submit", event => {
  const form = event.target as HTMLFormElement;
  if (form.dataset["going"]) event.preventDefault();
  form.dataset["going"] = "yes";
});
addEventListener("pageshow", () => all<HTMLFormElement>("form[data-going]").forEach(form => delete form.dataset["going"]));

if (location.hash) openForm(location.hash);

export function openForm(hash: string): void {
  const place = find(hash);
  if (!place) return;
  if (place instanceof HTMLDetailsElement) place.open = true;
  find<HTMLElement>("input:not([type=hidden]), textarea", place)?.focus();
  place.scrollIntoView({ block: "nearest" });
}

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
  form.submit();
}

/** What the live connection says of itself: "En direct" must be true. */
export function sayLive(state: "live" | "lost"): void {
  for (const chip of all("[data-live]")) {
    chip.hidden = false;
    chip.classList.toggle("lost", state === "lost");
    chip.textContent = state === "live" ? t("En direct", "Live") : t("Reconnexion…", "Reconnecting…");
  }
}
