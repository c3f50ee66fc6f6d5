import { distance, fitted, magnification, pan, pinch, scaleBar, zoomAt, type Point, type View } from "./geometry.ts";
import { find } from "./page.ts";

/** One picture that can be moved and magnified by mouse, fingers and keys. */
export class Frame {
  private view: View = fitted;
  private readonly pointers = new Map<number, Point>();
  readonly image: HTMLImageElement;
  /** Called with a point of the picture, in its own pixels, instead of panning. */
  onPoint: ((at: Point) => void) | undefined;
  /** Pixels of the preview for one millimetre, where the ruler was marked. */
  scale: number | undefined;

  constructor(readonly element: HTMLElement, private readonly changed: (frame: Frame) => void) {
    this.image = find<HTMLImageElement>("img", element)!;
    this.scale = Number(element.dataset["scale"]) || undefined;
    element.addEventListener("wheel", event => { event.preventDefault(); this.zoom(Math.exp(-event.deltaY / 400), this.at(event)); }, { passive: false });
    element.addEventListener("pointerdown", event => this.down(event));
    element.addEventListener("pointermove", event => this.move(event));
    for (const end of ["pointerup", "pointercancel"] as const) element.addEventListener(end, event => this.pointers.delete(event.pointerId));
    element.addEventListener("dblclick", event => this.zoom(this.view.scale > 1 ? 0 : 3, this.at(event)));
    element.addEventListener("keydown", event => this.key(event));
    element.addEventListener("focus", () => this.changed(this));
    this.image.addEventListener("load", () => this.changed(this));
  }

  get percent(): number { return Math.round(this.view.scale * 100); }

  /** The scale bar as it stands now; undefined without a marked ruler. */
  get bar(): { millimetres: number; pixels: number } | undefined {
    return this.scale && this.image.naturalWidth ? scaleBar(this.scale * magnification(this.view, this.natural, this.size)) : undefined;
  }

  zoom(factor: number, at: Point = { x: this.size.width / 2, y: this.size.height / 2 }): void {
    this.set(factor === 0 ? fitted : zoomAt(this.view, factor, at, this.size));
  }

  private get size() { return { width: this.element.clientWidth, height: this.element.clientHeight }; }

  private get natural() { return { width: this.image.naturalWidth, height: this.image.naturalHeight }; }

  private set(view: View): void {
    this.view = view;
    this.image.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
    this.changed(this);
  }

  private down(event: PointerEvent): void {
    const at = this.at(event);
    if (this.onPoint) return this.onPoint(this.inPicture(at));
    this.element.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, at);
  }

  private move(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const after = this.at(event);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, after);
    this.set(other
      ? pinch(this.view, [before, other], [after, other], this.size)
      : pan(this.view, { x: after.x - before.x, y: after.y - before.y }, this.size));
  }

  private key(event: KeyboardEvent): void {
    const by = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (!by || this.view.scale === 1) return;
    event.preventDefault();
    this.set(pan(this.view, { x: by[0]!, y: by[1]! }, this.size));
  }

  private at(event: MouseEvent): Point {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private inPicture(at: Point): Point {
    const times = magnification(this.view, this.natural, this.size), { width, height } = this.natural;
    const margin = { x: (this.size.width - width * times / this.view.scale) / 2, y: (this.size.height - height * times / this.view.scale) / 2 };
    return { x: (at.x - this.view.x - margin.x * this.view.scale) / times, y: (at.y - this.view.y - margin.y * this.view.scale) / times };
  }
}

/** Ten millimetres marked on the ruler, as pixels for one. */
export function fromRuler(a: Point, b: Point): number {
  return distance([a, b]) / 10;
}
