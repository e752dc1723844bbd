/** Work 1: empty tasks in turn in one flow, after a flow of 200 that warms the process up. */
import { flow, task } from "millrace";
import { inTurnCount, report, timeUs, warmUpCount } from "./measure.mjs";

const empty = task(async (index) => index);
let insideUs = 0;

const tasksInTurn = flow(async (count) => {
  insideUs = await timeUs(async () => {
    for (let index = 0; index < count; index += 1) await empty(index);
  });
});

await tasksInTurn(warmUpCount);
const wholeFlowUs = await timeUs(() => tasksInTurn(inTurnCount));
report({ perTaskUs: insideUs / inTurnCount, wholeFlowPerTaskUs: wholeFlowUs / inTurnCount });
