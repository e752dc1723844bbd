import { expect, test } from "vitest";
import { readableOn } from "../../webview/layout/contrast.ts";

test.each([
  ["#73c991", "#cccccc", "#1f1f1f", "#1f1f1f"],
  ["#007100", "#292929", "#ffffff", "#ffffff"],
  ["rgb(20, 20, 20)", "#fff", "#000", "#fff"],
  ["#f14c4cff", "white", "#000", "white"],
])("on %s, of %s and %s, %s is read", (ground, one, other, expected) => {
  expect(readableOn(ground, one, other)).toBe(expected);
});
