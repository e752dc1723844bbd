import { expect, test } from "vitest";
import type { Json } from "../../core/states/stored-value.ts";
import { tableRows } from "../../webview/layout/table-rows.ts";

function check(data: Json, columns: readonly string[], rows: readonly (readonly string[])[]): void {
  expect(tableRows(data)).toEqual({ columns, rows });
}

test("records share their columns, in the order in which they come up", () =>
  check([{ a: 1, b: "x" }, { b: null, c: { deep: [1] } }], ["a", "b", "c"], [["1", "x", ""], ["", "", '{"deep":[1]}']]));

test("rows have no names", () => check([["a", 1], ["b"]], [], [["a", "1"], ["b"]]));

test("columns by name become rows", () => check({ a: [1, 2], b: ["x", true] }, ["a", "b"], [["1", "x"], ["2", "true"]]));

test("what is no table has no rows", () => {
  check([], [], []);
  check("text", [], []);
  check({ $notRecorded: "…" }, ["$notRecorded"], []);
});
