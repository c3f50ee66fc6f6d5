/** What a key means on the worklist or on a case; undefined when it means nothing there. Never while somebody types. */
export type Act =
  | "next" | "previous" | "open" | "accept" | "answer" | "ask" | "decline" | "arrivals" | "search" | "help" | "leave"
  | "view-1" | "view-2" | "view-3" | "zoom-in" | "zoom-out" | "fit" | "compare";

const everywhere: Record<string, Act> = { a: "accept", r: "answer", i: "ask", d: "decline", "?": "help", Escape: "leave" };
const onList: Record<string, Act> = { j: "next", k: "previous", Enter: "open", o: "open", n: "arrivals", "/": "search" };
const onCase: Record<string, Act> = {
  "1": "view-1", "2": "view-2", "3": "view-3", "+": "zoom-in", "=": "zoom-in", "-": "zoom-out", "0": "fit", c: "compare",
};

export interface Press { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; typing: boolean; onControl: boolean }

export function actOf(press: Press, page: "list" | "case"): Act | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined;
  if (press.typing) return press.key === "Escape" ? "leave" : undefined;
  // Enter on a button or a link is that control's own.
  if (press.key === "Enter" && press.onControl) return undefined;
  return everywhere[press.key] ?? (page === "list" ? onList : onCase)[press.key];
}

export function pressOf(event: KeyboardEvent): Press {
  const at = event.target instanceof Element ? event.target : document.body;
  const { key, ctrlKey, metaKey, altKey } = event;
  return {
    key, ctrlKey, metaKey, altKey,
    typing: at.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=range])"),
    onControl: at.matches("button, a, summary, input"),
  };
}
