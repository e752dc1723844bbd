/**
 * Work 8: 1,000 calls in turn that are answered from the cache, each with inputs of its own, after as many calls as
 * warm the process up. `disk`: each record is read from its file; `memory`: the same run has read it before.
 */
import { cache, flow, task } from "millrace";
import { inTurn, inTurnCount, report, timeUs, warmedUpCount } from "./measure.mjs";

const cached = task({ cachePolicy: cache.inputs }, async (index) => index);
let answeredUs = 0;

/** A new run remembers nothing of what another has read. */
const callsInTurn = flow(async (rounds) => {
  for (let round = 1; round < rounds; round += 1) await inTurn(inTurnCount, (index) => cached(index));
  answeredUs = await timeUs(() => inTurn(inTurnCount, (index) => cached(index)));
});

const rounds = process.argv[2] === "memory" ? 2 : 1;
await callsInTurn(1);
for (let done = 0; done < warmedUpCount; done += rounds * inTurnCount) await callsInTurn(rounds);
await callsInTurn(rounds);
report({ perCallUs: answeredUs / inTurnCount });
