import { expect, test } from "vitest";
import { placeOf, shownFile, stackFrames } from "../../webview/model/source-place.ts";

test("frames of a stack, with and without a function, in and out of files", () => {
  const stack = ["Error: x", "    at publish (/shop/a.ts:25:32)", "    at async /shop/b.ts:3:1", "    at async Promise.all (index 0)", "    at file:///shop/c.mts:1:2", "    at node:internal/x:1:2"].join("\n");
  expect(stackFrames(stack).map(({ name, place }) => [name, place === undefined ? null : `${place.file}:${place.line}:${place.column}`])).toEqual([
    ["publish", "/shop/a.ts:25:32"],
    ["", "/shop/b.ts:3:1"],
    ["async Promise.all (index 0)", null],
    ["", "/shop/c.mts:1:2"],
    ["node:internal/x:1:2", null],
  ]);
});

test("a position is a place below the folder, unless it is absolute", () => {
  expect(placeOf("src/a.ts:3:4", "/shop/")).toEqual({ file: "/shop/src/a.ts", line: 3, column: 4 });
  expect(placeOf("/x/a.ts:3:4", "/shop")).toEqual({ file: "/x/a.ts", line: 3, column: 4 });
  expect(placeOf("nowhere", "/shop")).toBeUndefined();
});

test("a file is named relative to the folder that it is in", () => {
  expect([shownFile("/shop/src/a.ts", "/shop"), shownFile("/shopping/a.ts", "/shop")]).toEqual(["src/a.ts", "/shopping/a.ts"]);
});
