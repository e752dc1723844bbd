import { expect, test } from "vitest";
import { limitLines } from "../../cli/view/limits-table.ts";
import { runsLines } from "../../cli/view/runs-table.ts";
import { widthOf } from "../../cli/view/text.ts";
import { variableLines } from "../../cli/view/variables-table.ts";
import { rateText } from "../../core/limits/rate-text.ts";
import { at, flowRunDocument, plainLook, startUs } from "./build.ts";

const piped = { ...plainLook, columns: Infinity };
const updated = "2026-01-31T09:30:00.000000Z";

const long = [
  { name: "long", value: "x".repeat(5_000), tags: ["y".repeat(5_000)], updated },
  { name: "short", value: 1, tags: [], updated },
];

const cells = (line: string | undefined): readonly number[] => (line ?? "").split("  ").filter(Boolean).map((cell) => widthOf(cell.trim()));

test("a long variable is cut to 80 columns where there is no terminal, and to the terminal where there is one", () => {
  expect(cells(variableLines(long, startUs, piped)[1])).toEqual([4, 80, 80, 8]);
  expect(Math.max(...variableLines(long, startUs, plainLook).map(widthOf))).toBeLessThanOrEqual(80);
});

test("so are long names of runs", () => {
  const run = flowRunDocument({ name: "n".repeat(3_000), flow: "f".repeat(3_000) });
  const options = { ids: [run.id], nowUs: at(0), isFiltered: false };
  expect(Math.max(...runsLines([run], options, piped).map(widthOf))).toBeLessThan(220);
});

test.each([
  [2, "2/s"],
  [1 / 60, "1/m"],
  [0.5, "30/m"],
  [100 / 3_600, "100/h"],
  [1 / 3, "20/m"],
  [1 / 7, "514/h"],
  [1_234, "1230/s"],
])("a decay of %d a second is shown as %s", (perSecond, expected) => {
  expect(rateText(perSecond)).toBe(expected);
  const limit = { name: "api", limit: 1, decayPerSecond: perSecond, active: 0, waiting: 0, holders: [], waiters: [] };
  expect(limitLines([limit], startUs, plainLook)[1]).toContain(expected);
});
