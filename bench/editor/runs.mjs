/** Runs: the engine's CPU for following a run of 10,000 tasks as it goes on, and opening one that has ended. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWorkspace } from "../lib/workspace.mjs";
import { cpuUs, report, sleep, startEngine } from "./engine.mjs";

const taskCount = 10_000;
const samples = 5;

const workspace = createWorkspace();
try {
  const file = join(workspace.directory, "many.ts");
  writeFileSync(file, source());
  const engine = await startEngine(workspace.directory, join(workspace.directory, "node_modules/millrace"));
  await engine.hear((name, params) => (name === "millrace/changed" && params.isScanned ? true : undefined));
  await sleep(1_000);
  const followed = [];
  const unopened = [];
  let last = "";
  for (let sample = 0; sample < samples; sample += 1) {
    const start = await costOf("one", 1, true);
    const open = await costOf("many", taskCount, true);
    followed.push((open.cpuUs - start.cpuUs) / taskCount);
    unopened.push(((await costOf("many", taskCount, false)).cpuUs - start.cpuUs) / taskCount);
    last = open.runId;
  }
  report("engine CPU for following a live run of 10,000 tasks, picture open, without what one task costs", "8 µs a task", followed, "µs");
  report("the same, nobody has it open", "", unopened, "µs");
  const opened = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const start = performance.now();
    const picture = await engine.ask("millrace/openRun", { runId: last });
    opened.push(performance.now() - start);
    if (picture.taskRuns.length !== taskCount) throw new Error(`${picture.taskRuns.length} task runs, not ${taskCount}`);
    await engine.ask("millrace/closeRun", { runId: last });
  }
  report("opening a run of 10,000 tasks that has ended, until the picture is here", "150 ms", opened, "ms");
  engine.stop();

  async function costOf(flow, tasks, isOpen) {
    await sleep(2_500);
    const before = cpuUs(engine.pid);
    const ended = engine.hear((name, params) => (name === "millrace/changed" ? params.runs?.find((run) => run.endAt !== null && run.flow === flow && run.tasks.total === tasks) : undefined));
    const { runId } = await engine.ask("millrace/run", { kind: "flow", file, flow, parameters: null });
    if (isOpen) await engine.ask("millrace/openRun", { runId });
    await ended;
    await sleep(500);
    const cpu = cpuUs(engine.pid) - before;
    if (isOpen) await engine.ask("millrace/closeRun", { runId });
    return { cpuUs: cpu, runId };
  }
} finally {
  workspace.remove();
}

/** A fan-out that takes some seconds, so that it is followed and not read at once. */
function source() {
  return `import { flow, task } from "millrace";
const work = task(async (index: number) => index * 2);
export const one = flow(async () => work(1));
export const many = flow(async () => {
  for (let start = 0; start < ${taskCount}; start += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, index) => work(start + index)));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
`;
}
