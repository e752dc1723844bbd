import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import type { RunView } from "../../core/records/run-view.ts";
import type { ActiveRun } from "../../engine/runs/active-run.ts";
import { DebugRuns } from "../../engine/runs/debug-run.ts";
import { readRun } from "../../engine/runs/read-run.ts";
import { systemClock } from "../../sdk/process/system-clock.ts";
import { DebuggerClient } from "./debugger.ts";
import { makeContext, makeProject } from "./runs-context.ts";

const source = `import { flow, sleep, task, type Duration } from "millrace";
const timeout: Duration = "500ms";
const stops = task({ timeout }, async () => {
  await sleep("20ms");
  const before: number = 1; debugger;
  await sleep("20ms");
  return before;
});
const blocks = task({ timeout }, async () => {
  for (const until = Date.now() + 900; Date.now() < until; );
  await sleep("1m");
});
export const held = flow({ timeout: "2s" }, async () => await stops());
export const busy = flow(async () => await blocks());
`;

/** Longer than the task's timeout, in milliseconds. */
const holdMs = 1_000;

async function debug(flow: string): Promise<{ readonly client: DebuggerClient; readonly run: Promise<ActiveRun>; readonly sessions: DebugRuns }> {
  const { workspace, file } = makeProject(source);
  const sessions = new DebugRuns(systemClock);
  const start = { file, flow, parameters: null, name: null, trigger: "editor" } as const;
  const { launch, started } = await sessions.prepare(makeContext(workspace, { cancelGraceMs: 300 }), { kind: "flow", start });
  return { client: await DebuggerClient.start(launch), run: started, sessions };
}

function pausesOf(view: RunView): readonly (readonly [number, number])[] {
  return view.flowRuns.get(0)?.debugPauses ?? [];
}

test("a task that a breakpoint holds for longer than its timeout completes, and the hold is recorded", async () => {
  const { client, run } = await debug("held");
  expect(await client.stopped()).toEqual({ file: "flows.ts", line: 5, column: 29 });
  // A little longer than what is asked for below: the process has a clock of its own, and may note the stop later than it tells it here.
  await wait(holdMs * 1.2);
  client.send("Debugger.resume");
  const { directory, ended } = await run;
  expect((await ended).state).toEqual({ type: "COMPLETED", name: "Completed", message: null });
  const { view } = readRun(directory);
  const [[from, to] = [0, 0], ...others] = pausesOf(view);
  expect([to - from >= holdMs * 1_000, others]).toEqual([true, []]);
  // Times of day stay what they were.
  const states = view.taskRuns.get(1)?.states ?? [];
  expect([(states.at(1)?.at ?? 0) < from, (states.at(-1)?.at ?? 0) > to]).toEqual([true, true]);
  expect(await client.exited).toBe(0);
});

test("steps from line to line are one hold", async () => {
  const { client, run } = await debug("held");
  await client.stopped();
  await wait(holdMs / 2);
  client.send("Debugger.stepOver");
  await client.stopped();
  await wait(holdMs / 2);
  client.send("Debugger.resume");
  const { directory, ended } = await run;
  expect((await ended).state.name).toBe("Completed");
  expect(pausesOf(readRun(directory).view)).toHaveLength(1);
});

test("a task that blocks by itself runs into its timeout under the debugger too", async () => {
  const { client, run } = await debug("busy");
  const { directory, ended } = await run;
  expect((await ended).state).toMatchObject({ type: "FAILED" });
  const { view } = readRun(directory);
  expect([view.taskRuns.get(1)?.states.at(-1)?.name, pausesOf(view)]).toEqual(["TimedOut", []]);
  expect(await client.exited).toBe(0);
});

test("a run that is stopped at a breakpoint is Cancelled", async () => {
  const { client, run, sessions } = await debug("held");
  await client.stopped();
  client.child.kill("SIGKILL");
  const { id, ended } = await run;
  await sessions.end(id, null);
  expect((await ended).state).toEqual({ type: "CANCELLED", name: "Cancelled", message: "The debug session was stopped." });
});

test("a run that is cancelled while a breakpoint holds it is killed and Cancelled", async () => {
  const { client, run, sessions } = await debug("held");
  await client.stopped();
  const active = await run;
  await active.cancel("enough");
  await sessions.end(active.id, null);
  expect((await active.ended).state).toMatchObject({ type: "CANCELLED", message: expect.stringMatching(/^enough\. .*killed$/) as string });
});
