import assert from "node:assert/strict";
import test from "node:test";
import { exposure, flaws, sharpness, toGrey, type Grey } from "./quality.ts";

const phone = { width: 3024, height: 4032 };

test("a sharp, well lit lesion has no flaw", () => {
  assert.deepEqual(flaws(lesion(), phone), []);
});

test("the same lesion out of focus is blurred", () => {
  assert.deepEqual(flaws(blur(lesion(), 4), phone), ["blurred"]);
});

test("sharpness only falls as the picture is blurred more", () => {
  const scores = [0, 1, 2, 3, 5, 8].map(radius => sharpness(blur(lesion(), radius)));
  assert.deepEqual(scores, scores.toSorted((a, b) => b - a));
});

test("smooth skin around a small sharp border still counts as sharp", () => {
  assert.ok(!flaws(lesion(30), phone).includes("blurred"));
});

test("a photo taken in the dark says so", () => {
  assert.ok(flaws(map(lesion(), level => level / 6), phone).includes("dark"));
});

test("a photo burnt by the flash says so", () => {
  assert.ok(flaws(map(lesion(), level => level * 2), phone).includes("bright"));
});

test("a thumbnail is too small whatever its sharpness", () => {
  assert.deepEqual(flaws(lesion(), { width: 640, height: 480 }), ["small"]);
});

test("grey follows the eye: green weighs more than blue", () => {
  const grey = toGrey(new Uint8ClampedArray([0, 255, 0, 255, 0, 0, 255, 255]), 2, 1);
  assert.deepEqual([...grey.levels], [149, 29]);
});

test("exposure of half black, half white is in the middle and half burnt", () => {
  assert.deepEqual(exposure({ width: 2, height: 1, levels: new Uint8Array([0, 255]) }), { mean: 127.5, burnt: 0.5 });
});

/** Smooth skin with a dark disc whose border is one pixel wide. */
function lesion(radius = 90): Grey {
  const width = 480, height = 640;
  const levels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = Math.hypot(x - 240, y - 320) < radius * (1 + 0.1 * Math.sin(5 * Math.atan2(y - 320, x - 240)));
      levels[y * width + x] = inside ? 70 : 170 + 8 * Math.sin(x / 60) * Math.cos(y / 70);
    }
  }
  return { width, height, levels };
}

function map(grey: Grey, change: (level: number) => number): Grey {
  return { ...grey, levels: grey.levels.map(level => Math.min(255, change(level))) };
}

/** Box blur, twice: close to the defocus of a lens. */
function blur(grey: Grey, radius: number): Grey {
  return radius === 0 ? grey : box(box(grey, radius, 1, 0), radius, 0, 1);
}

function box({ width, height, levels }: Grey, radius: number, dx: number, dy: number): Grey {
  const out = new Uint8Array(levels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0, count = 0;
      for (let r = -radius; r <= radius; r++) {
        const nx = x + r * dx, ny = y + r * dy;
        if (nx >= 0 && ny >= 0 && nx < width && ny < height) { sum += levels[ny * width + nx]!; count++; }
      }
      out[y * width + x] = sum / count;
    }
  }
  return { width, height, levels: out };
}
