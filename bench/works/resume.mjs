/** Work 5: resume of a flow with 10,000 finished tasks, up to the start record of the first task that is new. */
import { writeFileSync } from "node:fs";
import { report } from "./measure.mjs";
import { eventsSize, followEvents, startCommand, waitFor } from "./command.mjs";

const name = "bench-resume";

const first = await startCommand("run", "works/interrupted-flow.ts", "--name", name).exited;
if (first !== 1) throw new Error(`The first attempt ended with ${first}; it was to fail with 1.`);
const sizeBefore = eventsSize();

writeFileSync(process.env.MILLRACE_BENCH_MARKER, "");
const { start, exited } = startCommand("runs", "resume", name);
const reopenedMs = waitFor(start, () => eventsSize() > sizeBefore);
const newEvents = followEvents(sizeBefore);
const firstNewTaskMs = waitFor(start, () => newEvents().includes('"k":"task"'));
const code = await exited;
if (code !== 0) throw new Error(`millrace runs resume ended with ${code}.`);
report({ reopenedMs, firstNewTaskMs });
