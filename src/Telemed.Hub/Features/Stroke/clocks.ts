import { hubNow } from "../../Platform/Pages/clock.ts";
import { all, find } from "../../Platform/Pages/page.ts";
import { clockwise, remaining } from "./clock-words.ts";

/** Moves every stroke clock on the page. */
export function tickClocks(): void {
  const now = hubNow(), english = document.documentElement.lang === "en";
  for (const shown of all("[data-elapsed]")) {
    if (!shown.dataset["stopped"]) say(shown, clockwise((now - Date.parse(shown.dataset["elapsed"]!)) / 1000));
  }
  for (const shown of all("[data-until]")) {
    const left = (Date.parse(shown.dataset["until"]!) - now) / 1000;
    say(find(".words", shown), remaining(left, english, shown.dataset["of"], shown.dataset["name"]));
    if (left < 0) shown.closest(".clock")?.classList.add("is-stat");
  }
  for (const bar of all<HTMLProgressElement>("progress[data-from]")) bar.value = Math.min(bar.max, Math.max(0, (now - Date.parse(bar.dataset["from"]!)) / 1000));
}

/** The hub's time, its hours and minutes those of the territory whatever the machine is set to. */
export function legalNow(): Date {
  return new Date(new Date(hubNow()).toLocaleString("en-US", { timeZone: "Europe/Paris" }));
}

function say(element: Element | null, words: string): void {
  if (element && element.textContent !== words) element.textContent = words;
}
