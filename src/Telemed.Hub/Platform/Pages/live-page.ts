import { tick } from "./clock.ts";
import { all, find, t } from "./page.ts";

/** What pages do that show a request as it stands: countdowns move, a link opens the form it leads to, the connection says how it is. */
setInterval(tick, 1000);

// "Décliner" leads to the reason, not to a closed line.
addEventListener("click", event => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href^='#']");
  if (link) openForm(link.hash);
});
if (location.hash) openForm(location.hash);

export function openForm(hash: string): void {
  const place = find(hash);
  if (!place) return;
  if (place instanceof HTMLDetailsElement) place.open = true;
  find<HTMLElement>("input:not([type=hidden]), textarea", place)?.focus();
  place.scrollIntoView({ block: "nearest" });
}

/** "En direct" must be true. */
export function sayLive(state: "live" | "lost"): void {
  for (const chip of all("[data-live]")) {
    chip.hidden = false;
    chip.classList.toggle("lost", state === "lost");
    chip.textContent = state === "live" ? t("En direct", "Live") : t("Reconnexion…", "Reconnecting…");
  }
}

/** What the reader opened stays open when a fresh copy takes a part's place. */
export function keepOpen(here: Element, fresh: Element): void {
  const asked = ":is(.trail, .people) details, details.more";
  const open = new Set(all<HTMLDetailsElement>(`${asked}[open]`, here).map(nameOf));
  for (const one of all<HTMLDetailsElement>(asked, fresh)) one.open = open.has(nameOf(one));
}

function nameOf(details: Element): string {
  return `${details.closest("[id]")?.id} ${details.closest(".trail li")?.querySelector("time")?.dateTime}`;
}

/** Something typed, an open form, a field with the focus: that part waits for its reader. */
export function isWriting(part: Element): boolean {
  return find("details.act[open]", part) !== null || all<HTMLTextAreaElement>("textarea", part).some(text => text.value !== text.defaultValue)
    || (document.activeElement instanceof HTMLElement && document.activeElement.matches("textarea, input, select") && part.contains(document.activeElement));
}

/** A page on which somebody is waited for asks again by itself: how far a message has come is no event of its own. */
export function askAgainWhileWaiting(refresh: () => void, seconds: number): void {
  setInterval(() => { if (document.visibilityState === "visible" && find("[data-waits]")) refresh(); }, seconds * 1000);
}
