const minute = 60, hour = 60 * minute, day = 24 * hour;
const nbsp = "\u00a0";

/** The same words as the hub's own pages (Language.cs), so that a countdown does not change its style when it ticks. */
export function duration(seconds: number, english: boolean): string {
  const s = Math.floor(Math.abs(seconds));
  const [d, h, m] = [Math.floor(s / day), Math.floor(s % day / hour), Math.floor(s % hour / minute)];
  if (d > 0) return `${d}${nbsp}${english ? "d" : "j"}` + (h > 0 ? `${nbsp}${h}${nbsp}h` : "");
  if (h > 0) return `${h}${nbsp}h` + (m > 0 ? `${nbsp}${String(m).padStart(2, "0")}` : "");
  return m > 0 ? `${m}${nbsp}min` : `${s}${nbsp}s`;
}

export function timeLeft(seconds: number, english: boolean): string {
  const length = duration(seconds, english);
  if (seconds < 0) return english ? `overdue by ${length}` : `dépassé de${nbsp}${length}`;
  return english ? `${length} left` : `encore${nbsp}${length}`;
}

export function since(seconds: number, english: boolean): string {
  if (seconds < minute) return english ? "just now" : "à l’instant";
  return english ? `for ${duration(seconds, true)}` : `depuis${nbsp}${duration(seconds, false)}`;
}

export function clockTime(at: Date, english: boolean): string {
  const time = at.toLocaleTimeString("fr-FR", { hour: "numeric", minute: "2-digit", timeZone: "Europe/Paris" });
  return english ? time : time.replace(":", `${nbsp}h${nbsp}`);
}

export function size(bytes: number, english: boolean): string {
  const [amount, unit, digits] = bytes < 1e6 ? [bytes / 1e3, english ? "kB" : "ko", 0] : [bytes / 1e6, english ? "MB" : "Mo", 1];
  return amount.toLocaleString(english ? "en-GB" : "fr-FR", { minimumFractionDigits: digits, maximumFractionDigits: digits }) + nbsp + unit;
}
