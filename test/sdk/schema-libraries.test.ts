/** The schema libraries that people use, each with the flows of the same shape: what a schema gives is what the function gets. */
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect } from "vitest";
import { z } from "zod";
import { flow, type StandardSchema } from "../../sdk/index.ts";
import { test, untyped } from "../conformance/support.ts";

interface Library {
  /** Over `(day, limit)`, keyed by name: text becomes a Date, the limit has a default of 10 and is at least 1. */
  readonly byName: StandardSchema;
  /** The same, over the list of arguments. */
  readonly tuple: StandardSchema;
  /** As `byName`, but the limit is looked up elsewhere. */
  readonly later: StandardSchema;
}

const soon = async <T,>(value: T): Promise<T> => value;

const libraries: Readonly<Record<string, Library>> = {
  zod: {
    byName: z.object({ day: z.coerce.date(), limit: z.number().min(1).default(10) }),
    tuple: z.tuple([z.coerce.date(), z.number().min(1).default(10)]),
    later: z.object({ day: z.coerce.date(), limit: z.number().min(1).default(10).refine(async (limit) => (await soon(limit)) >= 1) }),
  },
  valibot: {
    byName: v.object({ day: v.pipe(v.union([v.string(), v.date()]), v.transform((text) => new Date(text)), v.date()), limit: v.optional(v.pipe(v.number(), v.minValue(1)), 10) }),
    tuple: v.tuple([v.pipe(v.union([v.string(), v.date()]), v.transform((text) => new Date(text)), v.date()), v.optional(v.pipe(v.number(), v.minValue(1)), 10)]),
    later: v.objectAsync({
      day: v.pipe(v.union([v.string(), v.date()]), v.transform((text) => new Date(text)), v.date()),
      limit: v.optionalAsync(v.pipeAsync(v.number(), v.minValue(1), v.checkAsync(async (limit) => (await soon(limit)) >= 1)), 10),
    }),
  },
  arktype: {
    byName: type({ day: "string.date.parse | Date", limit: "number >= 1 = 10" }),
    tuple: type(["string.date.parse | Date", "number >= 1 = 10"]),
    // It is synchronous throughout.
    later: type({ day: "string.date.parse | Date", limit: "number >= 1 = 10" }),
  },
};

const text = "2026-01-31T00:00:00.000Z";

describe.each(Object.entries(libraries))("a schema of %s", (_name, { byName, tuple, later }) => {
  const shapes = Object.entries({ byName, tuple, later });

  test.for(shapes)("turns text into dates and fills in defaults (%s)", async ([, parameters], { engine }) => {
    const typed = flow({ parameters }, async (day: Date, limit?: number) => [day.toISOString(), limit]);
    const run = await engine.run(typed, untyped(text));
    expect([run.state.message, run.result, run.flowRun?.parameters]).toEqual([undefined, [text, 10], expect.objectContaining({ limit: 10 })]);
  });

  test.for(shapes)("refuses what does not fit, naming the parameter (%s)", async ([, parameters], { engine }) => {
    const hooks: string[] = [];
    const typed = flow({ parameters, onFailed: (_flow, { name }) => hooks.push(name) }, async (day: Date, limit?: number) => [day, limit]);
    const { state, error, flowRun } = await engine.run(typed, new Date(text), 0);
    expect([state.name, error?.name, error?.message, hooks]).toEqual([
      "Failed",
      "ParameterValidationError",
      expect.stringMatching(/^Flow run received invalid parameters: limit\b.*1/),
      [flowRun?.name],
    ]);
    expect(flowRun?.startTime).toBe(flowRun?.endTime);
  });

  test("is not asked where validation is off", async ({ engine }) => {
    const typed = flow({ parameters: byName, validateParameters: false }, async (day: Date, limit?: number) => [day, limit]);
    const run = await engine.run(typed, untyped("no date"), 0);
    expect(run.result).toEqual(["no date", 0]);
  });
});

test("a schema over a rest gives the rest", async ({ engine }) => {
  const sum = flow({ parameters: z.object({ numbers: z.array(z.coerce.number()) }) }, async (...numbers: number[]) => numbers.reduce((a, b) => a + b, 0));
  expect((await engine.run(sum, untyped("1"), untyped("2"))).result).toBe(3);
});

test("a default that the function works out is left to the schema", async ({ engine }) => {
  const typed = flow({ parameters: z.object({ id: z.string().default("from the schema") }) }, async (id = ["from", "the function"].join(" ")) => id);
  expect((await engine.run(typed)).result).toBe("from the schema");
});

test("a parameter that the schema does not name is passed as it is", async ({ engine }) => {
  const typed = flow({ parameters: z.object({ a: z.coerce.number() }) }, async (a: number, b: string) => [a, b]);
  expect((await engine.run(typed, untyped("1"), "b")).result).toEqual([1, "b"]);
});

test("every parameter that does not fit is named, with where in it", async ({ engine }) => {
  const parameters = z.object({ order: z.object({ lines: z.array(z.number()) }), note: z.string() });
  const typed = flow({ parameters }, async (order: { lines: number[] }, note: string) => [order, note]);
  const { error } = await engine.run(typed, untyped({ lines: [1, "two"] }), untyped(3));
  expect(error?.message).toMatch(/^Flow run received invalid parameters: order\.lines\.1: .*number.*; note: .*string/);
});

test("a child flow's schema looks at each of its calls", async ({ engine }) => {
  const child = flow({ parameters: z.object({ a: z.number().max(2) }) }, async (a: number) => a);
  const run = await engine.run(flow(async () => [(await child.returnState(1)).name, (await child.returnState(3)).name]));
  expect(run.result).toEqual(["Completed", "Failed"]);
});

test("what a schema gave is not given to it again when the flow is retried", async ({ engine }) => {
  let calls = 0;
  const parameters = z.object({ a: z.string().transform(Number) });
  const typed = flow({ parameters, retries: 1 }, async (a: number) => {
    calls += 1;
    if (calls === 1) throw new Error("again");
    return a;
  });
  expect((await engine.run(typed, untyped("42"))).result).toBe(42);
});
