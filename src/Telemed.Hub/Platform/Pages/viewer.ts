import { Frame, fromRuler } from "./frame.ts";
import type { Point } from "./geometry.ts";
import { all, find, t } from "./page.ts";

export type ViewerAct = "in" | "out" | "fit" | "compare" | "original" | "neutral" | "ruler";

/** The pictures of a case: one at a time or two side by side, light, originals, millimetres. */
export class PictureViewer {
  private readonly frames: Frame[];
  private shown = [0];
  private active = 0;

  constructor(private readonly place: HTMLElement) {
    this.frames = all("[data-frame]", place).map((element, index) => new Frame(element, () => { if (this.shown.includes(index)) { this.active = index; this.say(); } }));
    place.addEventListener("click", event => {
      const button = (event.target as Element).closest<HTMLElement>("[data-view], [data-do]");
      if (button?.dataset["view"]) this.show(Number(button.dataset["view"]));
      else if (button) this.do(button.dataset["do"] as ViewerAct);
    });
    for (const slider of all<HTMLInputElement>("[data-light]", place)) slider.addEventListener("input", () => this.light());
    this.layOut();
  }

  show(index: number): void {
    if (!this.frames[index]) return;
    this.shown = this.comparing ? [this.shown.find(other => other !== index) ?? 0, index] : [index];
    this.active = index;
    this.layOut();
  }

  do(act: ViewerAct): void {
    const frame = this.frames[this.active];
    switch (act) {
      case "in": return frame?.zoom(1.4);
      case "out": return frame?.zoom(1 / 1.4);
      case "fit": return frame?.zoom(0);
      case "compare": return this.compare();
      case "original": return this.original();
      case "ruler": return this.ruler();
      case "neutral":
        for (const slider of all<HTMLInputElement>("[data-light]", this.place)) slider.value = "1";
        return this.light();
    }
  }

  private get comparing(): boolean { return this.shown.length === 2; }

  private compare(): void {
    if (this.frames.length < 2) return;
    this.shown = this.comparing ? [this.active] : [this.active, (this.active + 1) % this.frames.length];
    this.layOut();
  }

  private layOut(): void {
    this.frames.forEach((frame, index) => { frame.element.toggleAttribute("data-away", !this.shown.includes(index)); });
    for (const button of all("[data-view]", this.place)) button.setAttribute("aria-pressed", String(this.shown.includes(Number(button.dataset["view"]))));
    find("[data-do=compare]", this.place)?.setAttribute("aria-pressed", String(this.comparing));
    for (const index of this.shown) this.frames[index]?.zoom(0);
    this.say();
  }

  private say(): void {
    const frame = this.frames[this.active];
    if (!frame) return;
    find("[data-zoom]", this.place)!.textContent = `${frame.percent} %`;
    const original = find<HTMLButtonElement>("[data-do=original]", this.place)!, { original: address, size } = frame.image.dataset;
    original.hidden = !address;
    original.setAttribute("aria-pressed", String(frame.image.src.endsWith("size=original")));
    find("[data-size]", original)!.textContent = size ?? "";
    const scale = find("[data-mm]", this.place)!, bar = frame.bar;
    scale.hidden = !bar;
    if (!bar) return;
    find("i", scale)!.style.width = `${bar.pixels}px`;
    find("output", scale)!.textContent = `${bar.millimetres.toLocaleString(document.documentElement.lang)} mm`;
  }

  private original(): void {
    const image = this.frames[this.active]?.image, address = image?.dataset["original"];
    if (!image || !address) return;
    image.src = image.src.endsWith("size=original") ? address.replace("original", "preview") : address;
  }

  /** Two points ten millimetres apart on the ruler in the picture give every length in it. */
  private ruler(): void {
    const frame = this.frames[this.active]!, said = find("[data-ruler-said]", this.place)!;
    let first: Point | undefined;
    said.textContent = t("Touchez deux points de la règle distants de 10 mm.", "Touch two points of the ruler 10 mm apart.");
    frame.onPoint = at => {
      if (!first) { first = at; return; }
      frame.scale = fromRuler(first, at) || undefined;
      frame.onPoint = undefined;
      said.textContent = "";
      this.say();
    };
  }

  private light(): void {
    const { brightness, contrast } = Object.fromEntries(all<HTMLInputElement>("[data-light]", this.place).map(slider => [slider.dataset["light"], slider.value]));
    find(".frames", this.place)!.style.filter = `brightness(${brightness}) contrast(${contrast})`;
  }
}
