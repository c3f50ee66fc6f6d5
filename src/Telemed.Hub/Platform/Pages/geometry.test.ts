import assert from "node:assert/strict";
import test from "node:test";
import { fitted, magnification, pan, pinch, scaleBar, zoomAt, type Point, type View } from "./geometry.ts";

const frame = { width: 800, height: 600 };
const underneath = (view: View, at: Point) => [(at.x - view.x) / view.scale, (at.y - view.y) / view.scale].map(n => Math.round(n * 1e6) / 1e6);

test("what lies under the pointer stays there while zooming", () => {
  const at = { x: 300, y: 200 };
  const once = zoomAt(fitted, 2, at, frame), twice = zoomAt(once, 1.7, at, frame);
  assert.deepEqual(underneath(once, at), underneath(fitted, at));
  assert.deepEqual(underneath(twice, at), underneath(fitted, at));
});

test("zooming out ends where it began, fitted", () => {
  assert.deepEqual(zoomAt(zoomAt(fitted, 8, { x: 700, y: 10 }, frame), 1 / 100, { x: 5, y: 5 }, frame), fitted);
});

test("the picture cannot be dragged out of its frame", () => {
  const view = pan(zoomAt(fitted, 2, { x: 400, y: 300 }, frame), { x: 5000, y: -5000 }, frame);
  assert.deepEqual([view.x, view.y], [0, -600]);
});

test("a fitted picture does not move at all", () => {
  assert.deepEqual(pan(fitted, { x: 50, y: 50 }, frame), fitted);
});

test("two fingers moving apart zoom by the ratio of their distances", () => {
  const view = pinch(fitted, [{ x: 350, y: 300 }, { x: 450, y: 300 }], [{ x: 300, y: 300 }, { x: 500, y: 300 }], frame);
  assert.equal(view.scale, 2);
  assert.deepEqual(underneath(view, { x: 400, y: 300 }), [400, 300]);
});

test("magnification follows the tighter side of the frame", () => {
  assert.equal(magnification(fitted, { width: 1600, height: 1200 }, frame), 0.5);
  assert.equal(magnification({ ...fitted, scale: 4 }, { width: 1600, height: 400 }, frame), 2);
});

test("the scale bar is a round length that fits", () => {
  assert.deepEqual(scaleBar(11), { millimetres: 10, pixels: 110 });
  assert.deepEqual(scaleBar(60), { millimetres: 2, pixels: 120 });
  assert.equal(scaleBar(1000).millimetres, 0.5);
});
