/**
 * OpenWorkflow on its SQLite backend (`openworkflow.mjs turn|batch`). A workflow of it has at most 1,000 steps, so the
 * batches are ten workflows in turn. Measured inside the workflow, like the tasks of a flow.
 */
import { join } from "node:path";
import { OpenWorkflow } from "openworkflow";
import { BackendSqlite } from "openworkflow/sqlite";
import { fanOutCount, inBatches, inTurn, inTurnCount, report, timeUs, warmUpCount } from "../works/measure.mjs";

const stepLimit = 1_000;
const [work, count] = process.argv[2] === "batch" ? [inBatches, fanOutCount] : [inTurn, inTurnCount];
const backend = BackendSqlite.connect(join(process.env.MILLRACE_BENCH_DIR, "openworkflow.db"));
const client = new OpenWorkflow({ backend });
let insideUs = 0;

const workflow = client.defineWorkflow({ name: "bench" }, async ({ input, step }) => {
  insideUs += await timeUs(() => work(input.count, (index) => step.run({ name: `step-${index}` }, async () => index)));
});

const worker = client.newWorker();
await worker.start();
await run(warmUpCount);
insideUs = 0;
for (let done = 0; done < count; done += stepLimit) await run(stepLimit);
report({ perTaskUs: insideUs / count });
await worker.stop();
await backend.stop();

async function run(steps) {
  const handle = await workflow.run({ count: steps });
  await handle.result();
}
