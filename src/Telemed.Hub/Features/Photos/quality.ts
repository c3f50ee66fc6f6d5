/** What a dermatologist could not work with. The photo may be kept all the same: the requester decides. */
export type Flaw = "small" | "dark" | "bright" | "blurred";

/** Grey levels 0 to 255, row by row. */
export interface Grey { width: number; height: number; levels: Uint8Array }

/** Long side, in pixels, at which a photo is judged: a fixed size makes the limits below comparable between cameras. */
export const JUDGED_AT = 640;

export const limits = {
  /** Short side of the photo itself, in pixels: below, a 5 mm lesion taken at 20 cm is a few dozen pixels wide. */
  shortSide: 720,
  /** Laplacian variance of the sharpest tenth of the picture. */
  sharpness: 90,
  /** Mean grey level. */
  darkest: 50,
  /** Share of the picture burnt to white, where nothing can be read any more. */
  burnt: 0.25,
};

export function flaws(grey: Grey, photo: { width: number; height: number }): Flaw[] {
  const found: Flaw[] = [];
  const light = exposure(grey);
  if (Math.min(photo.width, photo.height) < limits.shortSide) found.push("small");
  if (light.mean < limits.darkest) found.push("dark");
  if (light.burnt > limits.burnt) found.push("bright");
  if (sharpness(grey) < limits.sharpness) found.push("blurred");
  return found;
}

/** ITU-R BT.601 luma of RGBA pixels. */
export function toGrey(rgba: Uint8ClampedArray, width: number, height: number): Grey {
  const levels = new Uint8Array(width * height);
  for (let i = 0, p = 0; i < levels.length; i++, p += 4) {
    levels[i] = (rgba[p]! * 299 + rgba[p + 1]! * 587 + rgba[p + 2]! * 114) / 1000;
  }
  return { width, height, levels };
}

export function exposure({ levels }: Grey): { mean: number; burnt: number } {
  let sum = 0, burnt = 0;
  for (const level of levels) { sum += level; if (level >= 250) burnt++; }
  return { mean: sum / levels.length, burnt: burnt / levels.length };
}

/**
 * Variance of the Laplacian, tile by tile, averaged over the sharpest tenth: skin is smooth, so a whole sharp picture
 * would score like a blurred one; only the borders and the ruler tell.
 */
export function sharpness(grey: Grey): number {
  const across = 12;
  const side = Math.max(8, Math.floor(Math.max(grey.width, grey.height) / across));
  const scores: number[] = [];
  for (let top = 1; top + side < grey.height; top += side) {
    for (let left = 1; left + side < grey.width; left += side) scores.push(tileVariance(grey, left, top, side));
  }
  scores.sort((a, b) => b - a);
  const best = scores.slice(0, Math.max(1, Math.ceil(scores.length / 10)));
  return scores.length === 0 ? 0 : best.reduce((sum, score) => sum + score, 0) / best.length;
}

function tileVariance({ width, levels }: Grey, left: number, top: number, side: number): number {
  let sum = 0, squares = 0;
  for (let y = top; y < top + side; y++) {
    for (let x = left, i = y * width + left; x < left + side; x++, i++) {
      const edge = levels[i - width]! + levels[i + width]! + levels[i - 1]! + levels[i + 1]! - 4 * levels[i]!;
      sum += edge;
      squares += edge * edge;
    }
  }
  const count = side * side;
  return squares / count - (sum / count) ** 2;
}
