/** How a picture lies in its frame: scale 1 fits it; x and y shift its top left corner, in frame pixels. */
export interface View { scale: number; x: number; y: number }
export interface Point { x: number; y: number }
export interface Size { width: number; height: number }

export const fitted: View = { scale: 1, x: 0, y: 0 };
const most = 16;

/** Zooms so that what lies under the point stays under it. */
export function zoomAt(view: View, factor: number, at: Point, frame: Size): View {
  const scale = Math.min(most, Math.max(1, view.scale * factor)), ratio = scale / view.scale;
  return within({ scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }, frame);
}

export function pan(view: View, by: Point, frame: Size): View {
  return within({ ...view, x: view.x + by.x, y: view.y + by.y }, frame);
}

/** The picture never leaves its frame. */
function within(view: View, frame: Size): View {
  const clamp = (at: number, length: number) => Math.min(0, Math.max(length * (1 - view.scale), at)) + 0;
  return { scale: view.scale, x: clamp(view.x, frame.width), y: clamp(view.y, frame.height) };
}

/** Two fingers: they zoom by how far apart they move and pan by how their middle moves. */
export function pinch(view: View, before: [Point, Point], after: [Point, Point], frame: Size): View {
  const [from, to] = [middle(before), middle(after)];
  const zoomed = zoomAt(view, distance(after) / Math.max(1, distance(before)), from, frame);
  return pan(zoomed, { x: to.x - from.x, y: to.y - from.y }, frame);
}

/** Frame pixels for one pixel of the picture. */
export function magnification(view: View, picture: Size, frame: Size): number {
  return Math.min(frame.width / picture.width, frame.height / picture.height) * view.scale;
}

/** A round length whose bar is well readable: between 40 and 140 frame pixels wherever one is. */
export function scaleBar(framePixelsPerMillimetre: number): { millimetres: number; pixels: number } {
  const lengths = [0.5, 1, 2, 5, 10, 20, 50, 100];
  const millimetres = lengths.findLast(length => length * framePixelsPerMillimetre <= 140) ?? lengths[0]!;
  return { millimetres, pixels: millimetres * framePixelsPerMillimetre };
}

export function distance([a, b]: [Point, Point]): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function middle([a, b]: [Point, Point]): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
