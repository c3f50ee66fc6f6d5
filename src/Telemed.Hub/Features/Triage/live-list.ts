import { setClock } from "../../Platform/Pages/clock.ts";
import { all, find, fragment, t } from "../../Platform/Pages/page.ts";
import type { InboxEvent } from "../Inbox/fold.ts";
import { before, placeOf, type Row } from "./list.ts";
import { ring } from "./ring.ts";

/** The worklist that keeps itself up to date: rows change in place, new ones announce themselves and come in when called. */
export class LiveList {
  private readonly arrivals = new Map<string, HTMLElement>();
  private readonly announce = find<HTMLButtonElement>("[data-arrivals]")!;

  /** `displayed` hears of every event whose row stands on a screen somebody looks at, and not before. */
  constructor(private readonly list: HTMLElement, private readonly changed: (task: string) => void, private readonly displayed: (seq: number) => void) {
    this.announce.addEventListener("click", () => this.bringIn());
  }

  async take(event: InboxEvent): Promise<void> {
    const task = event.task?.split("/").at(-1);
    if (!task) return;
    const row = await this.fetchRow(task);
    if (!row) return this.leave(task);
    const known = rowFacts(row);
    switch (placeOf(known, this.rows().map(other => other.id))) {
      case "replace": this.replace(task, row); break;
      case "announce": this.arrivals.set(task, row); return this.say();
      case "insert":
        this.insert(row);
        ring();
        find("[data-stat]")!.textContent = t("Alerte vitale : une demande vient d’arriver en tête de liste.", "Life-threatening alert: a request has just come in on top.");
        break;
    }
    this.sayDisplayed();
    this.changed(task);
  }

  bringIn(): void {
    for (const row of this.arrivals.values()) this.insert(row);
    this.sayDisplayed();
    const [first] = this.arrivals.keys();
    this.arrivals.clear();
    this.say();
    if (first) this.changed(first);
  }

  /** Says of every row now shown that it was; while nobody looks at the page, later. */
  sayDisplayed(): void {
    if (document.visibilityState === "hidden") return document.addEventListener("visibilitychange", () => this.sayDisplayed(), { once: true });
    for (const row of all("[data-unseen]", this.list).filter(row => row.checkVisibility())) {
      for (const seq of row.dataset["unseen"]!.split(" ")) this.displayed(Number(seq));
      row.removeAttribute("data-unseen");
    }
  }

  private async fetchRow(task: string): Promise<HTMLElement | null> {
    const answer = await fetch(`/triage/${task}/row`, { headers: { Accept: "text/html" } }).catch(() => undefined);
    if (!answer?.ok) return null;
    const row = find(".case", await fragment(answer));
    setClock(row?.dataset["now"]);
    return row;
  }

  private replace(task: string, fresh: HTMLElement): void {
    const row = find(`#task-${CSS.escape(task)}`, this.list)!;
    const hadFocus = row.contains(document.activeElement);
    row.replaceWith(fresh);
    if (hadFocus) find("a", fresh)?.focus({ preventScroll: true });
    this.count();
  }

  private insert(row: HTMLElement): void {
    const next = before(rowFacts(row), this.rows());
    this.list.insertBefore(row, next === undefined ? null : find(`#task-${CSS.escape(next)}`, this.list));
    this.count();
  }

  /** Beyond reach now: it fades where it stands and goes when the list is next brought up to date. */
  private leave(task: string): void {
    this.arrivals.delete(task);
    find(`#task-${CSS.escape(task)}`, this.list)?.classList.add("gone");
    this.say();
  }

  private say(): void {
    const count = this.arrivals.size;
    this.announce.hidden = count === 0;
    this.announce.textContent = count === 1 ? t("1 nouvelle demande (n)", "1 new request (n)") : t(`${count} nouvelles demandes (n)`, `${count} new requests (n)`);
  }

  private count(): void {
    const of = { all: ".case", free: ".case[data-free]", due: ".case[data-due-soon]" };
    for (const [show, rows] of Object.entries(of)) {
      const place = find(`a[data-show=${show}] [data-count]`);
      if (place) place.textContent = String(all(rows, this.list).length);
    }
  }

  private rows(): Row[] { return all(".case", this.list).map(rowFacts); }
}

function rowFacts({ dataset }: HTMLElement): Row {
  return { id: dataset["task"]!, order: dataset["order"]!, priority: dataset["priority"]! };
}
