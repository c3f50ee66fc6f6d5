/** A row the worklist knows of. `order` sorts as the hub orders: priority first, then waiting time. */
export interface Row { id: string; order: string; priority: string }

/** What becomes of a row that has just been fetched: nothing moves under the reader's hand. */
export type Place = "replace" | "insert" | "announce";

export function placeOf(row: Row, shown: readonly string[]): Place {
  if (shown.includes(row.id)) return "replace";
  return row.priority === "stat" ? "insert" : "announce";
}

/** The id before which a new row stands; undefined puts it last. */
export function before(row: Row, shown: readonly Row[]): string | undefined {
  return shown.find(other => other.order > row.order)?.id;
}

/** Where j and k lead; the first step from nowhere is the top. */
export function step(shown: readonly string[], current: string | undefined, by: 1 | -1): string | undefined {
  const at = current === undefined ? -1 : shown.indexOf(current);
  if (at === -1) return shown[0];
  return shown[Math.min(Math.max(at + by, 0), shown.length - 1)];
}
