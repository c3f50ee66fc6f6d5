import { since, timeLeft } from "./durations.ts";
import { all, find } from "./page.ts";

/** The hub's time as this page knows it. The hub's clock may run faster than the wall's (drills, the demo): two readings tell how much. */
let anchor = { hub: Date.parse(document.body.dataset["now"] ?? ""), wall: performance.now() };
let rate = 1;

export function hubNow(): number {
  return Number.isNaN(anchor.hub) ? Date.now() : anchor.hub + (performance.now() - anchor.wall) * rate;
}

/** A fragment or page that has just come says when it was made. */
export function setClock(madeAt: string | undefined): void {
  const reading = { hub: Date.parse(madeAt ?? ""), wall: performance.now() };
  if (Number.isNaN(reading.hub)) return;
  const elapsed = reading.wall - anchor.wall;
  // Below, the time a request takes weighs more than the clock.
  if (elapsed > 10_000) rate = Math.min(10_000, Math.max(0, (reading.hub - anchor.hub) / elapsed));
  anchor = reading;
}

/** Moves every countdown on the page: words and bars, nothing else. */
export function tick(): void {
  const now = hubNow(), english = document.documentElement.lang === "en";
  for (const shown of all("[data-due]")) {
    const left = (Date.parse(shown.dataset["due"]!) - now) / 1000;
    say(find(".left", shown), timeLeft(left, english));
    shown.classList.toggle("overdue", left < 0);
    const bar = find<HTMLProgressElement>("progress", shown);
    if (bar) bar.value = Math.min(bar.max, Math.max(0, left));
  }
  for (const shown of all("[data-since]")) say(shown, since((now - Date.parse(shown.dataset["since"]!)) / 1000, english));
}

function say(element: Element | null, words: string): void {
  if (element && element.textContent !== words) element.textContent = words;
}
