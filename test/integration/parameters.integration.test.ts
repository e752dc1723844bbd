/** Parameters that the command gives, from the text on the command line to what the function gets. */
import { describe, expect } from "vitest";
import { test } from "./project.ts";

const flows = `import { flow } from "millrace";
const seen = (...values: unknown[]) => values.map((value) => (value instanceof Date ? "Date " + value.toISOString() : typeof value === "bigint" ? value + "n" : value));
/** A Standard Schema by hand: the text of a number becomes that number, and the limit is 10 by default. */
const parameters = { "~standard": { version: 1 as const, vendor: "test", validate: (value: unknown) => {
  const { n, limit = 10 } = value as { n?: unknown; limit?: number };
  return typeof n === "string" ? { value: { n: Number(n), limit } } : { issues: [{ message: "expected text", path: ["n"] }] };
} } };
const logged = <A extends unknown[], R>(fn: (...args: A) => R) => (...args: A): R => fn(...args);
const withTags = <F extends { with(options: { tags: string[] }): F }>(inner: F): F => inner.with({ tags: ["wrapped"] });

export const typed = flow(async (day: Date, big: bigint, list: number[], isOn = false) => seen(day, big, list, isOn));
export const wrapped = flow(logged(async (a: number, b?: string, ...rest: boolean[]) => seen(a, b ?? "none", ...rest)));
export const helped = withTags(flow(async (a: number) => seen(a)));
export const schemed = flow({ parameters }, async (n: number, limit: number) => seen(n, limit));
export const dated = flow({ parameters: { "~standard": { version: 1 as const, vendor: "test", validate: (value: unknown) => {
  const { day } = value as { day: unknown };
  return day instanceof Date ? { value: { day } } : { issues: [{ message: "expected a Date", path: ["day"] }] };
} } } }, async (day: Date) => seen(day));
export const unchecked = flow({ validateParameters: false }, async (a: number) => seen(a, typeof a));
export const once = flow({ parameters }, async (n: number, limit: number) => {
  if (process.env.FAIL === "1") throw new Error("not now");
  return seen(n, limit);
});
`;

describe("values from the command line", () => {
  const cases: readonly (readonly [string, readonly string[], unknown])[] = [
    ["typed", ["day=2026-01-31", "big=12345678901234567890", "list=[1,\"2\"]", "isOn=true"], ["Date 2026-01-31T00:00:00.000Z", "12345678901234567890n", [1, 2], true]],
    ["wrapped", ["a=1", 'rest=["true",false]'], [1, "none", true, false]],
    ["helped", ["a=\"42\""], [42]],
    ["schemed", ['n="7"'], [7, 10]],
    ["dated", ["day=2026-01-31"], ["Date 2026-01-31T00:00:00.000Z"]],
    ["unchecked", ["a=text"], ["text", "string"]],
  ];
  test.for(cases)("%s gets what its types or its schema say", async ([name, parameters, expected], { project }) => {
    project.write("flows.ts", flows);
    project.write("index.ts", 'export * from "./flows.ts";');
    const given = parameters.flatMap((parameter) => ["--param", parameter]);
    const { exitCode, document } = await project.run(`index.ts#${name}`, ...given);
    expect([exitCode, document.error?.message, document.result]).toEqual([0, undefined, expected]);
  });

  test("values that do not fit are a failed run, told by parameter, and stay so on a resume", async ({ project }) => {
    project.write("flows.ts", flows);
    const { exitCode, document } = await project.run("flows.ts#typed", "--param", "day=soon", "--param", "big=1", "--param", 'list=["x"]');
    const message = 'Flow run received invalid parameters: day: expected a date and time such as "2026-01-31T09:00:00Z", got "soon"; list[0]: expected a number, got "x"';
    expect([exitCode, document.flowRun?.state.name, document.error?.name, document.error?.message]).toEqual([1, "Failed", "ParameterValidationError", message]);
    expect(document.flowRun?.startTime).toBe(document.flowRun?.endTime);
    const resumed = await project.json<typeof document>("runs", "resume", document.flowRun?.id ?? "");
    expect([resumed.exitCode, resumed.document.error?.message]).toEqual([1, message]);
  });

  test("what a schema gave is not given to it again when the run is resumed", async ({ project }) => {
    project.write("flows.ts", flows);
    project.env["FAIL"] = "1";
    const { document } = await project.run("flows.ts#once", "--param", 'n="7"');
    expect([document.flowRun?.state.name, document.error?.message]).toEqual(["Failed", "not now"]);
    project.env["FAIL"] = "0";
    const resumed = await project.json<typeof document>("runs", "resume", document.flowRun?.id ?? "");
    expect([resumed.document.flowRun?.state.name, resumed.document.result]).toEqual(["Completed", [7, 10]]);
  });
});
