/** Plain `await` and `Promise.all` of an empty async function: what the language itself costs (`await.mjs turn|batch`). */
import { fanOutCount, inBatches, inTurn, inTurnCount, report, timeUs, warmUpCount } from "../works/measure.mjs";

const [work, count] = process.argv[2] === "batch" ? [inBatches, fanOutCount] : [inTurn, inTurnCount];
const empty = async (index) => index;

await work(warmUpCount, empty);
report({ perTaskUs: (await timeUs(() => work(count, empty))) / count });
