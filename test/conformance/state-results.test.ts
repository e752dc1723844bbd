import { describe, expect } from "vitest";
import { Cancelled, Completed, Crashed, Failed, flow, Paused, Pending, Running, task } from "../../sdk/index.ts";
import { property, test, thrownBy } from "./support.ts";

describe("State results and exceptions", () => {
  test("SR02 result without raising gives what any final state carries", async () => {
    const states = [Crashed({ error: "test" }), Completed({ data: "test" }), Failed({ error: "test" }), Cancelled({ error: "test" })];
    const results = await Promise.all(states.map((state) => state.result({ raiseOnFailure: false })));
    expect(results).toEqual(["test", "test", "test", "test"]);
  });

  test("SR03 result of a failed state throws its error, however deep", async () => {
    const error = new RangeError("Test");
    const plain = await thrownBy(() => Failed({ error }).result());
    const nested = await thrownBy(() => Failed({ error: Failed({ error }) }).result());
    expect([plain === error, nested === error]).toEqual([true, true]);
  });

  test("SR06 a failed state that carries completed states alone says so", async () => {
    const error = await thrownBy(() => Failed({ error: [Completed(), Completed()] }).result());
    expect(error.message).toContain("iterable of states but none were failed");
  });

  test("SR10 Submitting and InfrastructurePending are pending", async () => {
    const states = [Pending({ name: "Submitting" }), Pending({ name: "InfrastructurePending" })];
    expect(states.map((state) => [state.type, state.name, state.isPending()])).toEqual([
      ["PENDING", "Submitting", true],
      ["PENDING", "InfrastructurePending", true],
    ]);
  });
});

describe("State results: neighbours", () => {
  test("result of a run that has not ended is an UnfinishedRunError, raising or not", async () => {
    const raising = await thrownBy(() => Running().result());
    const not = await thrownBy(() => Pending().result({ raiseOnFailure: false }));
    expect([raising.name, not.name]).toEqual(["UnfinishedRunError", "UnfinishedRunError"]);
  });

  test("result of a paused run is a PausedRunError", async () => {
    expect((await thrownBy(() => Paused().result())).name).toBe("PausedRunError");
  });

  test("result of a Cancelled is a CancelledError, of a Crashed a CrashedError", async () => {
    const errors = [await thrownBy(() => Cancelled().result()), await thrownBy(() => Crashed().result())];
    expect(errors.map((error) => error.name)).toEqual(["CancelledError", "CrashedError"]);
  });

  test("result of a Failed with a text or a message throws FailedRunError with it", async () => {
    const errors = [await thrownBy(() => Failed({ error: "text" }).result()), await thrownBy(() => Failed({ message: "message" }).result())];
    expect(errors.map((error) => [error.name, error.message])).toEqual([
      ["FailedRunError", "text"],
      ["FailedRunError", "message"],
    ]);
  });

  test("result of an aggregated failure throws its first", async ({ engine }) => {
    const fails = task(async (message: string) => {
      throw new Error(message);
    });
    const run = await engine.run(flow(async () => [Completed(), await fails.returnState("first"), await fails.returnState("second")]));
    expect((await thrownBy(() => run.state.result())).message).toBe("first");
  });

  test("a state says what it is", async () => {
    const states = [Completed(), Failed(), Cancelled(), Crashed(), Running()];
    expect(states.map((state) => [state.isCompleted(), state.isFailed(), state.isCancelled(), state.isCrashed(), state.isFinal()])).toEqual([
      [true, false, false, false, true],
      [false, true, false, false, true],
      [false, false, true, false, true],
      [false, false, false, true, true],
      [false, false, false, false, false],
    ]);
  });

  test("timestamps are ISO 8601 with microseconds", async ({ engine }) => {
    const run = await engine.run(flow(async () => 1));
    expect(run.state.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  test("errors of the contract carry a code each", async () => {
    const calls = [() => Running().result(), () => Failed().result(), () => task({ retries: -1 }, async () => 1)];
    const errors = await Promise.all(calls.map(thrownBy));
    const codes = errors.map((error) => property(error, "code"));
    expect([new Set(codes).size, codes.every((code) => typeof code === "string" && code !== "")]).toEqual([3, true]);
  });
});
