import { describe, expect, onTestFinished } from "vitest";
import { artifact, emitEvent, flow, runtime, task } from "../../sdk/index.ts";
import { flowRunNow, logged, onlyChild, property, taskRunNamed, taskRunNow, test, thrownBy, untyped } from "./support.ts";

/** What the promise rejects with, as a line. */
async function refusal(call: () => unknown): Promise<string> {
  const error = await thrownBy(call);
  return `${error.name}: ${error.message}`;
}

/** Warnings of the process while the test runs. */
function processWarnings(): readonly string[] {
  const seen: string[] = [];
  const listener = (warning: Error): void => void seen.push(warning.message);
  process.on("warning", listener);
  onTestFinished(() => void process.off("warning", listener));
  return seen;
}

describe("Artifacts, variables, runtime", () => {
  test("AV01 a table is rows as records, rows as lists, or columns; NaN is kept as null", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        await artifact.table({ key: "records", table: [{ city: "Ghent", rain: 1.5 }, { city: "Bruges", rain: Number.NaN }] });
        await artifact.table({ key: "rows", table: [["city", "rain"], ["Ghent", Number.NaN]] });
        await artifact.table({ key: "columns", table: { city: ["Ghent", "Bruges"], rain: [1.5, Number.NaN] } });
      }),
    );
    expect(run.artifacts.map(({ key, type, data }) => [key, type, data])).toEqual([
      ["records", "table", [{ city: "Ghent", rain: 1.5 }, { city: "Bruges", rain: null }]],
      ["rows", "table", [["city", "rain"], ["Ghent", null]]],
      ["columns", "table", { city: ["Ghent", "Bruges"], rain: [1.5, null] }],
    ]);
  });

  test("AV02 progress that is updated keeps its id, and needs no key", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const progress = await artifact.progress({ progress: 0 });
        await progress.update({ progress: 55.5 });
        return progress.id;
      }),
    );
    expect(run.artifacts.map(({ id, key, type, data }) => [id, key, type, data])).toEqual([[run.result, null, "progress", 55.5]]);
  });

  test("AV05 an artifact outside of a run is made, with a warning", async () => {
    const warnings = processWarnings();
    const made = await artifact.markdown({ key: "report", markdown: "# Hello" });
    await made.update({ markdown: "# Hello again" });
    await new Promise((resolve) => setImmediate(resolve));
    expect([typeof made.id, warnings]).toEqual(["string", ["artifact.markdown was called outside of any flow or task run, so the artifact is kept nowhere."]]);
  });

  test("AV06 a key has lowercase letters, digits and dashes alone", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const keys = ["Report", "my report", "rapport-é", "", "under_score"];
        const refused = await Promise.all(keys.map((key) => refusal(() => artifact.markdown({ key, markdown: "x" }))));
        await artifact.markdown({ key: "report-2", markdown: "x" });
        return refused;
      }),
    );
    expect(run.result?.[0]).toBe('DefinitionError: artifact.markdown: option "key" is "Report", expected a key, which must only contain lowercase letters, numbers, and dashes.');
    expect([run.result?.every((text) => text.includes("must only contain lowercase letters, numbers, and dashes")), run.artifacts.map(({ key }) => key)]).toEqual([true, ["report-2"]]);
  });

  test("AV09 what the run around the code does not have is undefined, and there is none outside of one", async ({ engine }) => {
    const run = await engine.run(flow(async () => [property(runtime.flowRun, "nope"), typeof runtime.flowRun?.id]));
    expect([run.result, runtime.flowRun, runtime.taskRun]).toEqual([[undefined, "string"], null, null]);
  });
});

describe("Artifacts: neighbours", () => {
  test("each kind is recorded with the runs that made it", async ({ engine }) => {
    const report = task({ name: "report" }, async () => {
      await artifact.markdown({ key: "report", markdown: "# Hello", description: "of *today*" });
      await artifact.link({ key: "site", link: "https://example.com", text: "The site" });
      await artifact.link({ link: "https://example.com" });
    });
    const run = await engine.run(
      flow(async () => {
        await report();
        await artifact.image({ key: "map", imageUrl: "https://example.com/map.png" });
      }),
    );
    const [markdown, ...others] = run.artifacts;
    const flowRunId = run.flowRun?.id;
    const taskRunId = taskRunNamed(run, "report-0").id;
    expect(markdown).toEqual({
      id: expect.stringMatching(`^${run.flowRun?.rootRunId ?? ""}-a[0-9a-f]{16}$`) as string,
      key: "report",
      type: "markdown",
      data: "# Hello",
      description: "of *today*",
      flowRunId,
      taskRunId,
      createdTime: markdown?.createdTime,
      updatedTime: markdown?.createdTime,
    });
    expect(others.map(({ key, type, data, description, taskRunId: maker }) => [key, type, data, description, maker])).toEqual([
      ["site", "link", { link: "https://example.com", text: "The site" }, null, taskRunId],
      [null, "link", { link: "https://example.com", text: null }, null, taskRunId],
      ["map", "image", "https://example.com/map.png", null, null],
    ]);
  });

  test("a child flow has its own", async ({ engine }) => {
    const child = flow({ name: "child" }, async () => void (await artifact.markdown({ markdown: "of the child" })));
    const run = await engine.run(flow(async () => await child()));
    expect([run.artifacts, onlyChild(run).artifacts.map(({ data }) => data)]).toEqual([[], ["of the child"]]);
  });

  test("an update changes what it names", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const link = await artifact.link({ link: "https://a.example", text: "A", description: "first" });
        await link.update({ text: "B" });
        await link.update({ description: "second" });
      }),
    );
    const [link] = run.artifacts;
    expect([link?.data, link?.description, (link?.updatedTime ?? "") > (link?.createdTime ?? "")]).toEqual([{ link: "https://a.example", text: "B" }, "second", true]);
  });

  test("progress beyond its bounds counts as the nearest, with a warning", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const progress = await artifact.progress({ progress: -5 });
        await progress.update({ progress: 101 });
      }),
    );
    expect([run.artifacts[0]?.data, logged(run)]).toEqual([100, ["artifact.progress got a progress of -5, which counts as 0.", "artifact.progress got a progress of 101, which counts as 100."]]);
  });

  test("what JSON has no word for is kept as people read it", async ({ engine }) => {
    const cells = [new Date(0), 12n, undefined, Number.POSITIVE_INFINITY, new Map([["a", new Set([1])]]), new RangeError("bad"), { deep: [Number.NaN] }];
    const run = await engine.run(flow(async () => void (await artifact.table({ table: [cells] }))));
    expect(run.artifacts[0]?.data).toEqual([["1970-01-01T00:00:00.000Z", "12", null, null, { a: [1] }, "RangeError: bad", { deep: [null] }]]);
  });

  test("a large table is shown whole", async ({ engine }) => {
    const table = Array.from({ length: 2_000 }, (_, n) => ({ n, text: "x".repeat(20) }));
    const run = await engine.run(flow(async () => void (await artifact.table({ table }))));
    expect(run.artifacts[0]?.data).toEqual(table);
  });

  test("a bad field is refused with what is allowed", async ({ engine }) => {
    const own: Record<string, unknown> = {};
    own["self"] = own;
    const run = await engine.run(
      flow(async () => [
        await refusal(() => artifact.table({ table: untyped("rows") })),
        await refusal(() => artifact.table({ table: [{ a: 1 }, untyped(["b"])] })),
        await refusal(() => artifact.table({ table: { a: [1], b: [1, 2] } })),
        await refusal(() => artifact.table({ table: [own] })),
        await refusal(() => artifact.progress({ progress: Number.NaN })),
        await refusal(() => artifact.progress(untyped({}))),
        await refusal(() => artifact.link({ link: "" })),
        await refusal(() => artifact.markdown(untyped({ text: "x" }))),
        await refusal(() => artifact.markdown(untyped("x"))),
      ]),
    );
    const forms = "an array of records, an array of rows, or lists of one length by column name";
    expect(run.result).toEqual([
      `DefinitionError: artifact.table: option "table" is "rows", expected ${forms}.`,
      `DefinitionError: artifact.table: option "table" is [{"a":1},["b"]], expected ${forms}.`,
      `DefinitionError: artifact.table: option "table" is {"a":[1],"b":[1,2]}, expected ${forms}.`,
      `DefinitionError: artifact.table: option "table" is [ <ref *1> { self: [Circular *1] } ], expected ${forms}.`,
      'DefinitionError: artifact.progress: option "progress" is NaN, expected a number from 0 to 100.',
      "DefinitionError: artifact.progress: progress is missing, expected a number from 0 to 100.",
      'DefinitionError: artifact.link: option "link" is "", expected an address such as https://example.com.',
      'DefinitionError: artifact.markdown: there is no option "text" (given: "x"). Options are markdown, key, description.',
      'DefinitionError: artifact.markdown: expected { markdown, key, description }, got "x".',
    ]);
    expect(run.artifacts).toEqual([]);
  });

  test("those of a task that is tried again are all kept, in order", async ({ engine }) => {
    const tries = task({ name: "tries", retries: 1 }, async () => {
      const { attempt } = taskRunNow();
      await artifact.markdown({ key: "try", markdown: `attempt ${attempt}` });
      if (attempt === 1) throw new Error("again");
    });
    const run = await engine.run(flow(async () => await tries()));
    expect(run.artifacts.map(({ data, superseded }) => [data, superseded])).toEqual([
      ["attempt 1", undefined],
      ["attempt 2", undefined],
    ]);
  });

  test("code that a later attempt of the flow runs again supersedes what it made", async ({ engine }) => {
    const makes = task({ name: "makes" }, async (name: string, canFail: boolean) => {
      await artifact.markdown({ markdown: `${name} of ${flowRunNow().attempt}` });
      if (canFail && flowRunNow().attempt === 1) throw new Error("again");
    });
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        await artifact.markdown({ markdown: `flow of ${flowRunNow().attempt}` });
        await makes("good", false);
        await makes("bad", true);
      }),
    );
    expect(run.artifacts.map(({ data, superseded }) => [data, superseded])).toEqual([
      ["flow of 1", true],
      ["good of 1", undefined],
      ["bad of 1", true],
      ["flow of 2", undefined],
      ["bad of 2", undefined],
    ]);
  });
});

describe("Events", () => {
  test("an event is recorded, and given an id and a time", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const first = await emitEvent({ event: "order.paid", resource: { id: "order-17", region: "eu" }, payload: { total: 12.5, at: new Date(0) } });
        const second = await emitEvent({ event: "order.sent" });
        return [first, second].map(({ id, timestamp }) => [/^[0-9a-f-]{36}-e[0-9a-f]{16}$/.test(id), /^\d{4}-\d\d-\d\dT.*Z$/.test(timestamp)]);
      }),
    );
    expect(run.result).toEqual([
      [true, true],
      [true, true],
    ]);
  });

  test("a bad one is refused with what is allowed", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => [
        await refusal(() => emitEvent(untyped({}))),
        await refusal(() => emitEvent({ event: "x".repeat(1_025) })),
        await refusal(() => emitEvent({ event: "x", resource: untyped({ region: "eu" }) })),
        await refusal(() => emitEvent({ event: "x", resource: untyped({ id: "a", n: 1 }) })),
        await refusal(() => emitEvent({ event: "x", payload: "y".repeat(1_500_000) })),
        await refusal(() => emitEvent({ event: "x", ...({ name: "y" } as object) })),
      ]),
    );
    const resource = "an object of at most 500 texts, of which id is one and not empty";
    expect(run.result).toEqual([
      "DefinitionError: emitEvent: event is missing, expected a name of 1 to 1,024 characters.",
      `DefinitionError: emitEvent: option "event" is "${"x".repeat(59)}…, expected a name of 1 to 1,024 characters.`,
      `DefinitionError: emitEvent: option "resource" is {"region":"eu"}, expected ${resource}.`,
      `DefinitionError: emitEvent: option "resource" is {"id":"a","n":1}, expected ${resource}.`,
      "DefinitionError: emitEvent: payload is 1,500,002 characters of JSON, expected at most 1,500,000. Keep the data elsewhere and tell where.",
      'DefinitionError: emitEvent: there is no option "name" (given: "y"). Options are event, resource, payload.',
    ]);
  });

  test("there is none outside of a run", async () => {
    expect(await refusal(() => emitEvent({ event: "x" }))).toMatch(/^MissingContextError: /);
  });
});
