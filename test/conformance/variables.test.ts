import { expect } from "vitest";
import type { Json } from "../../core/states/stored-value.ts";
import { flow, Variable } from "../../sdk/index.ts";
import { createTestEngine } from "../../testing/index.ts";
import { test, thrownBy, untyped } from "./support.ts";

test("AV07 a variable that is not there is null, or what is given for that", async ({ engine }) => {
  const read = flow(async () => [await Variable.get("answer"), await Variable.get("answer", 42)]);
  expect((await engine.run(read)).result).toEqual([null, 42]);
});

test("AV07 one that is there is replaced only when that is said", async ({ engine }) => {
  const write = flow(async () => {
    const first = await Variable.set("region", "eu", { tags: ["prod"] });
    const error = await thrownBy(async () => await Variable.set("region", "us"));
    const second = await Variable.set("region", "us", { overwrite: true });
    return [first, error.message, second, await Variable.get("region")];
  });
  expect((await engine.run(write)).result).toEqual([
    { name: "region", value: "eu", tags: ["prod"] },
    'Variable "region" already exists. Use { overwrite: true } to update it.',
    { name: "region", value: "us", tags: [] },
    "us",
  ]);
});

test("AV07 deleting says whether there was one", async () => {
  const engine = await createTestEngine({ variables: { region: "eu" } });
  const remove = flow(async () => [await Variable.delete("region"), await Variable.delete("region"), await Variable.get("region")]);
  expect((await engine.run(remove)).result).toEqual([true, false, null]);
  await engine.close();
});

test("AV08 a value comes back as it was", async ({ engine }) => {
  const values: readonly Json[] = ["text", 1, 2.5, true, false, null, { key: "value" }, ["a", "b"], { list: [1, { deep: [null] }] }];
  const keep = flow(async () => {
    const read: Json[] = [];
    for (const value of values) {
      await Variable.set("kept", value, { overwrite: true });
      read.push(await Variable.get("kept"));
    }
    return read;
  });
  expect((await engine.run(keep)).result).toEqual(values);
});

test.for([
  [new Map([["a", 1]]), "Map(1) { 'a' => 1 }"],
  [-0, "-0"],
  [10n, "10n"],
  [Number.NaN, "NaN"],
  [{ at: undefined }, "{ at: undefined }"],
  [[new Set([1])], "[ Set(1) { 1 } ]"],
] as const)("AV08 a value that is no JSON is refused as what it is, %o", async ([value, words], { engine }) => {
  const run = await engine.run(flow(async () => await Variable.set("v", untyped(value))));
  expect(run.error?.message).toBe(`The value of the variable "v" is ${words}, expected plain JSON: text, number (not NaN, Infinity or -0), true, false, null, and lists and objects of them.`);
});

test.for([
  ["upper case", "Region", "eu"],
  ["a blank", "my region", "eu"],
  ["no name", "", "eu"],
  ["a long name", "n".repeat(256), "eu"],
  ["a value that is no JSON", "region", untyped(new Date())],
  ["a value of more than 5,000 characters", "region", "x".repeat(5_001)],
] as const)("AV08 %s is refused", async ([, name, value], { engine }) => {
  const run = await engine.run(flow(async () => await Variable.set(name, value)));
  expect(run.error?.name).toBe("UsageError");
});
