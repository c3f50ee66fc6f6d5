import { duration } from "../../Platform/Pages/durations.ts";

const nbsp = "\u00a0";

/** "0 h 31", as the hub's own pages say it. */
export function clockwise(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  return `${Math.floor(minutes / 60)}${nbsp}h${nbsp}${String(minutes % 60).padStart(2, "0")}`;
}

/** What is left, or by how much it is late, in the words of the hub's own pages. `of` is the length of a window, `name` what is awaited. */
export function remaining(left: number, english: boolean, of?: string, name?: string): string {
  const length = duration(left, english);
  if (of !== undefined) {
    if (left < 0) return english ? `${of} passed by ${length}` : `${of} dépassées de ${length}`;
    return english ? `${length} left before ${of}` : `reste ${length} avant ${of}`;
  }
  if (left < 0) return english ? `${name}: late by ${length}` : `${name} : en retard de ${length}`;
  return english ? `${name}: ${length} left` : `${name} : encore ${length}`;
}

/** "il y a 1 h 20" for a time of day, the last one that was. */
export function agoOf(time: string, now: Date, english: boolean): string | undefined {
  const shown = /^(\d{2}):(\d{2})/.exec(time);
  if (!shown) return undefined;
  let minutes = now.getHours() * 60 + now.getMinutes() - Number(shown[1]) * 60 - Number(shown[2]);
  const yesterday = minutes < 0;
  if (yesterday) minutes += 24 * 60;
  const length = duration(minutes * 60, english);
  return (english ? `${length} ago` : `il y a ${length}`) + (yesterday ? (english ? ", yesterday" : ", hier") : "");
}

/** The time of day some minutes ago, as a time field holds it. */
export function timeAgo(minutes: number, now: Date): string {
  const at = new Date(now.getTime() - minutes * 60_000);
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}
