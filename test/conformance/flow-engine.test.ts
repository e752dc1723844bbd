import { describe, expect } from "vitest";
import { concurrent, flow, runtime, sleep, task } from "../../sdk/index.ts";
import { flowRunNow, gate, onlyChild, property, schema, stateNames, taskRunNamed, taskRunNow, test, thrownBy, untyped } from "./support.ts";

/** Parameters of `(x)`, which becomes a number. */
const numberX = schema((value) => {
  const x = Number(property(value, "x"));
  return Number.isNaN(x) ? "x is not a number" : { x };
});

describe("Flow engine: basics and parameters", () => {
  test("FE01 a flow that returns a value ends Completed with it", async ({ engine }) => {
    const run = await engine.run(flow(async () => 42));
    expect([run.result, run.state.type, run.state.name]).toEqual([42, "COMPLETED", "Completed"]);
  });

  test("FE03 a schema turns a parameter into its type", async ({ engine }) => {
    const typed = flow({ parameters: numberX }, async (x: number) => [x, typeof x]);
    const run = await engine.run(typed, untyped("42"));
    expect(run.result).toEqual([42, "number"]);
  });

  test("FE04 a parameter that does not fit fails the run with ParameterValidationError", async ({ engine }) => {
    const typed = flow({ parameters: numberX }, async (x: number) => x);
    const run = await engine.run(
      flow(async () => {
        const state = await typed.returnState(Number.NaN);
        const error = await thrownBy(() => state.result());
        return [state.type, error.name, error.message];
      }),
    );
    expect(run.result).toEqual(["FAILED", "ParameterValidationError", expect.stringContaining("received invalid parameters")]);
  });

  test("FE05 a run with invalid parameters starts as it ends", async ({ engine }) => {
    const typed = flow({ parameters: numberX }, async (x: number) => x);
    const run = await engine.run(typed, Number.NaN);
    expect([run.state.name, run.flowRun?.startTime]).toEqual(["Failed", run.state.timestamp]);
    expect(run.flowRun?.endTime).toBe(run.flowRun?.startTime);
  });

  test("FE06 a schema fills in what the call leaves out", async ({ engine }) => {
    const withDefaults = schema((value) => ({
      required: property(value, "required"),
      model: property(value, "model") ?? { x: 42, y: "nate" },
    }));
    const modelled = flow({ parameters: withDefaults }, async (required: string, model?: { x: number; y: string }) => [required, model]);
    const run = await engine.run(modelled, "hello");
    expect(run.result).toEqual(["hello", { x: 42, y: "nate" }]);
  });

  test("FE09 defaults are recorded as parameters, and the flow's version as its run's", async ({ engine }) => {
    const add = flow({ version: "7" }, async (x: number, y = 3, z = 3) => x + y + z);
    const run = await engine.run(add, 1, 2);
    expect([run.result, run.flowRun?.parameters, run.flowRun?.version]).toEqual([6, { x: 1, y: 2, z: 3 }, "7"]);
  });

  test("FE10 a template names a run by its parameters and their defaults", async ({ engine }) => {
    const greet = flow({ flowRunName: "hi-{foo}-{bar}" }, async (foo = "one", bar = "1") => foo + bar);
    const run = await engine.run(greet, undefined, "two");
    expect(run.flowRun?.name).toBe("hi-one-two");
  });

  test("FE11 a function names a run, and has to return a text", async ({ engine }) => {
    const named = await engine.run(flow({ flowRunName: () => "hi" }, async () => 1));
    const nameless = await engine.run(flow({ flowRunName: () => untyped(undefined) }, async () => 1));
    expect([named.flowRun?.name, nameless.state.type, nameless.error?.name, nameless.error?.message]).toEqual([
      "hi",
      "FAILED",
      "DefinitionError",
      expect.stringMatching(/flowRunName.*undefined/),
    ]);
  });

  test("FE12 a function that names the run is asked once for all attempts", async ({ engine }) => {
    let calls = 0;
    let asked = 0;
    const flowRunName = () => {
      asked += 1;
      return "named";
    };
    const failing = flow({ flowRunName, retries: 3 }, async () => {
      calls += 1;
      throw new Error("no");
    });
    await engine.run(failing);
    const afterOne = [calls, asked];
    await engine.run(failing);
    expect([afterOne, [calls, asked]]).toEqual([
      [4, 1],
      [8, 2],
    ]);
  });

  test("FE13 a flow without a name is named by its function, its variable, or its place", async ({ engine }) => {
    const flows = [flow(async () => 1)];
    const variable = flow(async () => 1);
    const named = flow(async function my_fn() {
      return 1;
    });
    const names: (string | undefined)[] = [];
    for (const each of [named, variable, ...flows]) names.push((await engine.run(each)).flowRun?.flow.replace(/:\d+$/, ":<line>"));
    expect(names).toEqual(["my_fn", "variable", "flow-engine.test.ts:<line>"]);
  });

  test("FE14 a name may hold any character", async ({ engine }) => {
    const given = ["my/flow", "my%flow", "my<flow", "my>flow", "my&flow"];
    const names: (string | undefined)[] = [];
    for (const name of given) names.push((await engine.run(flow({ name }, async () => 1))).flowRun?.flow);
    expect(names).toEqual(given);
  });

  test("FE15 no parameter name is reserved", async ({ engine }) => {
    const free = flow(async (returnState: number, waitFor: number) => [returnState, waitFor]);
    const run = await engine.run(free, 1, 2);
    expect([run.result, run.flowRun?.parameters]).toEqual([[1, 2], { returnState: 1, waitFor: 2 }]);
  });

  test("FE16 a run name that is neither a text nor a function is refused at definition", async () => {
    const error = await thrownBy(() => flow({ flowRunName: untyped(5) }, async () => 1));
    expect([error.name, error.message]).toEqual(["DefinitionError", expect.stringMatching(/"flowRunName" is 5, expected a text or a function/)]);
  });

  test("FE17 with a timeout of 0, a copy has none", async ({ engine }) => {
    const slow = flow({ timeout: "1s" }, async () => await sleep("1h"));
    const states = [await engine.run(slow), await engine.run(slow.with({ timeout: 0 }))].map((run) => run.state.name);
    expect(states).toEqual(["TimedOut", "Completed"]);
  });

  test("FE17 with retries of 0, a copy has none", async ({ engine }) => {
    const failing = flow({ retries: 3 }, async () => {
      throw new Error("no");
    });
    const attempts = [await engine.run(failing), await engine.run(failing.with({ retries: 0 }))].map((run) => run.flowRun?.attempt);
    expect(attempts).toEqual([4, 1]);
  });

  test("FE17 with a delay of 0, a copy has none", async ({ engine }) => {
    const failing = flow({ retries: 1, retryDelay: "3s" }, async () => {
      throw new Error("no");
    });
    const durations: number[] = [];
    for (const each of [failing, failing.with({ retryDelay: 0 })]) {
      const { states = [] } = (await engine.run(each)).flowRun ?? {};
      const awaiting = states.find((state) => state.name === "AwaitingRetry")?.timestamp ?? "";
      const retrying = states.at(-2)?.timestamp ?? "";
      durations.push(Math.round((Date.parse(retrying) - Date.parse(awaiting)) / 1_000));
    }
    expect(durations).toEqual([3, 0]);
  });

  test("FE17 a copy keeps the options that with does not name", async ({ engine }) => {
    const original = flow({ name: "original", version: "3", tags: ["kept"], retries: 1 }, async () => {
      if (flowRunNow().attempt === 1) throw new Error("again");
      return 1;
    });
    const { flowRun } = await engine.run(original.with({ flowRunName: "copy" }));
    expect([flowRun?.name, flowRun?.flow, flowRun?.version, flowRun?.tags, flowRun?.attempt]).toEqual(["copy", "original", "3", ["kept"], 2]);
  });

  test("FE20 a flow over its timeout is TimedOut, and what follows the wait never runs", async ({ engine }) => {
    let reached = false;
    const slow = flow({ timeout: 100 }, async () => {
      await sleep("2s");
      reached = true;
    });
    const run = await engine.run(slow);
    const error = await thrownBy(() => run.state.result());
    expect([run.state.type, run.state.name, error.name, error.message, reached]).toEqual([
      "FAILED",
      "TimedOut",
      "FlowTimeoutError",
      expect.stringContaining("exceeded timeout of 0.1 second(s)"),
      false,
    ]);
  });

  test("FE21 a flow within its timeout completes", async ({ engine }) => {
    const run = await engine.run(flow({ timeout: "10s" }, async () => await sleep("100ms")));
    expect(run.state.name).toBe("Completed");
  });

  test("FE22 a flow over its timeout starts no task and goes no further", async ({ engine }) => {
    const started = gate();
    const goOn = gate();
    const ended = gate();
    const reached: string[] = [];
    const step = task(async () => {
      reached.push("task");
    });
    const slow = flow({ timeout: "1s" }, async () => {
      started.open();
      await goOn.opened;
      try {
        await step();
        reached.push("after the task");
      } finally {
        ended.open();
      }
    });
    const running = engine.run(slow);
    await started.opened;
    await engine.advance("2s");
    const run = await running;
    goOn.open();
    await ended.opened;
    expect([run.state.name, reached]).toEqual(["TimedOut", []]);
  });

  test("FE23 the timeout of a child flow starts when its upstreams are done", async ({ engine }) => {
    const nap = task(async (milliseconds: number) => await sleep(milliseconds));
    const child = flow({ name: "child", timeout: "1s" }, async () => "in time");
    const run = await engine.run(flow(async () => await child.after(nap.submit(500), nap.submit(1_000))()));
    expect([run.result, onlyChild(run).flowRun?.state.name]).toEqual(["in time", "Completed"]);
  });
});

describe("Flow engine: neighbours", () => {
  test("a flow run is Pending, Running, Completed", async ({ engine }) => {
    const run = await engine.run(flow(async () => 1));
    expect(run.flowRun && stateNames(run.flowRun)).toEqual(["Pending", "Running", "Completed"]);
  });

  test("a flow that throws is Failed with its error", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        throw new RangeError("too far");
      }),
    );
    expect([run.state.type, run.error?.name, run.error?.stack, await thrownBy(() => run.state.result())]).toEqual([
      "FAILED",
      "RangeError",
      expect.stringContaining("flow-engine.test.ts"),
      new RangeError("too far"),
    ]);
  });

  test("a flow waits for the task runs that nobody awaits", async ({ engine }) => {
    const late = task({ name: "late" }, async () => await sleep("1h"));
    const run = await engine.run(
      flow(async () => {
        void late.submit();
      }),
    );
    expect([run.state.name, taskRunNamed(run, "late-0").state.name]).toEqual(["Completed", "Completed"]);
  });

  test("the run that is under way tells about itself", async ({ engine }) => {
    const about = flow({ flowRunName: "about {x}", tags: ["t"] }, async (x: number) => {
      const { id, name, parameters, attempt, tags, state } = flowRunNow();
      return { id, name, parameters, attempt, tags, state: state?.name, x };
    });
    const run = await engine.run(about, 7);
    expect(run.result).toEqual({ id: run.flowRun?.id, name: "about 7", parameters: { x: 7 }, attempt: 1, tags: ["t"], state: "Running", x: 7 });
  });

  test("a run and its task runs know their times, their parents and that no deployment started them", async ({ engine }) => {
    const inner = task({ name: "inner" }, async () => {
      const { flowRunId, parentTaskRunId, startTime } = taskRunNow();
      return { flowRunId, parentTaskRunId, startTime };
    });
    const child = flow({ name: "child" }, async () => {
      const { parentTaskRunId, deployment, startTime } = flowRunNow();
      return { parentTaskRunId, deployment, startTime, inner: await inner() };
    });
    const run = await engine.run(flow(async () => await child()));
    const childRun = onlyChild(run).flowRun;
    expect(run.result).toEqual({
      parentTaskRunId: run.taskRuns[0]?.id,
      deployment: null,
      startTime: childRun?.startTime,
      inner: { flowRunId: childRun?.id, parentTaskRunId: null, startTime: taskRunNamed(run, "inner-0").startTime },
    });
  });

  test("outside of a run there is no run to tell about", () => {
    expect([runtime.flowRun, runtime.taskRun]).toEqual([null, null]);
  });

  test("the document of a run has the fields of the contract", async ({ engine }) => {
    const step = task({ name: "step" }, async (x: number) => x);
    const run = await engine.run(flow({ name: "documented", flowRunName: "one", tags: ["t"] }, async (x: number) => await step(x)), 1);
    const text = expect.any(String) as unknown;
    const state = { type: "COMPLETED", name: "Completed", message: null, timestamp: text };
    expect(run).toMatchObject({
      flowRun: {
        ...{ id: text, name: "one", flow: "documented", file: "test/conformance/flow-engine.test.ts", definition: text },
        ...{ parameters: { x: 1 }, state, attempt: 1, startTime: text, endTime: text, tags: ["t"] },
        ...{ parentTaskRunId: null, rootRunId: run.flowRun?.id, deployment: null },
      },
      result: 1,
      taskRuns: [
        {
          ...{ id: text, name: "step-0", task: "step", definition: text, callSite: text },
          ...{ flowRunId: run.flowRun?.id, parentTaskRunId: null, childFlowRunId: null },
          ...{ state, attempt: 1, startTime: text, endTime: text, dependsOn: [], cacheKey: null, why: null },
          ...{ inputs: { x: 1 }, result: 1, error: null },
        },
      ],
      childRuns: [],
      artifacts: [],
    });
  });

  test("runs side by side in one engine share its clock and nothing else", async ({ engine }) => {
    const nap = flow({ flowRunName: "nap {seconds}" }, async (seconds: number) => {
      await sleep(seconds * 1_000);
      return seconds;
    });
    const runs = await Promise.all([engine.run(nap, 2), engine.run(nap, 1), engine.run(task(async () => 3))]);
    expect(runs.map((run) => [run.flowRun?.name, run.result, Math.round(run.flowRun?.totalRunTimeMs ?? 0)])).toEqual([
      ["nap 2", 2, 2_000],
      ["nap 1", 1, 1_000],
      [undefined, 3, 0],
    ]);
  });

  test("a run without a name gets two words", async ({ engine }) => {
    const run = await engine.run(flow(async () => 1));
    expect(run.flowRun?.name).toMatch(/^[a-z]+-[a-z]+$/);
  });

  test("without validateParameters the schema is not asked", async ({ engine }) => {
    const run = await engine.run(flow({ parameters: numberX, validateParameters: false }, async (x: number) => String(x)), Number.NaN);
    expect(run.result).toBe("NaN");
  });

  test("a schema may be over the tuple of arguments", async ({ engine }) => {
    const pair = schema((value) => (Array.isArray(value) && value.length === 2 ? [Number(value[0]) * 2, String(value[1])] : "expected two"));
    const run = await engine.run(flow({ parameters: pair }, async (x: number, y: string) => [x, y]), 21, "y");
    expect(run.result).toEqual([42, "y"]);
  });

  test("a schema may be asynchronous", async ({ engine }) => {
    const later = { "~standard": { version: 1 as const, vendor: "conformance", validate: async () => ({ value: { x: 42 } }) } };
    const run = await engine.run(flow({ parameters: later }, async (x: number) => x), 1);
    expect(run.result).toBe(42);
  });

  test("without a schema the arguments of a call in code are taken as they are", async ({ engine }) => {
    const run = await engine.run(flow(async (x: number) => typeof x), untyped("42"));
    expect(run.result).toBe("string");
  });

  test("the bare function of a flow is no run", async ({ engine }) => {
    const child = flow(async (x: number) => x + 1);
    const run = await engine.run(flow(async () => await child.fn(41)));
    expect([run.result, run.childRuns]).toEqual([42, []]);
  });

  const refusals: readonly (readonly [string, object, RegExp])[] = [
    ["an option of tasks", { taskRunName: "x" }, /no option "taskRunName"/],
    ["a fraction of a retry", { retries: 1.5 }, /"retries" is 1.5, expected a whole number ≥ 0/],
    ["a list of delays", { retryDelay: ["1s"] }, /"retryDelay" is \["1s"\], expected a number of milliseconds/],
    ["a schema that is none", { parameters: { x: "number" } }, /"parameters" is .*, expected a Standard Schema/],
    ["a runner that is none", { taskRunner: "threads" }, /"taskRunner" is "threads", expected a task runner/],
  ];
  test.for(refusals)("%s is a DefinitionError that names the option, what was given and what is allowed", async ([, options, message]) => {
    const error = await thrownBy(() => flow(options, async () => 1));
    expect([error.name, error.message]).toEqual(["DefinitionError", expect.stringMatching(message)]);
  });

  test("a runner of no size is refused", async () => {
    const error = await thrownBy(() => concurrent({ max: 0 }));
    expect([error.name, error.message]).toEqual(["DefinitionError", expect.stringContaining("max is 0")]);
  });
});
