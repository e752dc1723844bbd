import { expect, test } from "vitest";
import { cleanOrder } from "../../examples/etl/clean-order.ts";
import { parseCsv } from "../../examples/etl/csv.ts";
import { parseNumstat } from "../../examples/repo-health/git.ts";
import { measureSource } from "../../examples/repo-health/measure-source.ts";

test("CSV is read with quotes, missing fields and either line end", () => {
  expect(parseCsv('a,b,c\r\n1,"x, ""y""", z \n2,\n')).toEqual([
    { line: 2, fields: { a: "1", b: 'x, "y"', c: "z" } },
    { line: 3, fields: { a: "2", b: "", c: "" } },
  ]);
});

test("an order is mended where that has but one meaning", () => {
  const fields = { order: "A1", date: "2026-01-31", customer: "Ada", country: "de", sku: "TRL-100", quantity: "2", unit_price: "74,90", currency: "eur" };
  expect(cleanOrder({ line: 2, fields })).toEqual({
    id: "A1", date: "2026-01-31", customer: "Ada", country: "DE", sku: "TRL-100", quantity: 2, unitPrice: 74.9, currency: "EUR",
  });
  expect(cleanOrder({ line: 3, fields: { ...fields, date: "2026-02-30", quantity: "0" } })).toEqual({
    line: 3,
    problems: ['date is "2026-02-30", expected one such as 2026-01-31', 'quantity is "0", expected a whole number ≥ 1'],
  });
});

test("commits are added up by file, binary files included", () => {
  expect(parseNumstat("commit 200\n\n3\t1\ta.ts\n-\t-\tlogo.png\ncommit 100\n\n10\t0\ta.ts\n")).toEqual([
    { file: "a.ts", commits: 2, churn: 14, changedAt: 200 },
    { file: "logo.png", commits: 1, churn: 0, changedAt: 200 },
  ]);
});

test("branches count more the deeper they stand; texts and comments do not count", () => {
  const source = 'function f(a) {\n  // if TODO\n  if (a && "if") {\n    for (const b of a) g(b);\n  }\n}\n';
  expect(measureSource("ts", source)).toEqual({ complexity: 8, branches: 3, depth: 2, todos: 1 });
  expect(measureSource("py", "def f(a):\n    if a:  # TODO\n        for b in a: g(b)\n")).toEqual({ complexity: 6, branches: 2, depth: 2, todos: 1 });
});
