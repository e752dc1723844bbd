/** Work 1: empty tasks in turn in one flow, after a flow of 200 that warms the process up, or 5,000 (`in-turn.mjs warm`). */
import { flow, task } from "millrace";
import { inTurnCount, report, timeUs, warmedUpCount, warmUpCount } from "./measure.mjs";

const empty = task(async (index) => index);
let insideUs = 0;

const tasksInTurn = flow(async (count) => {
  insideUs = await timeUs(async () => {
    for (let index = 0; index < count; index += 1) await empty(index);
  });
});

await tasksInTurn(process.argv[2] === "warm" ? warmedUpCount : warmUpCount);
const wholeFlowUs = await timeUs(() => tasksInTurn(inTurnCount));
report({ perTaskUs: insideUs / inTurnCount, wholeFlowPerTaskUs: wholeFlowUs / inTurnCount });
