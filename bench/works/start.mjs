/** Work 4: `millrace run` of an empty flow without parameters, from spawn to the first record in its file. */
import { report } from "./measure.mjs";
import { eventsSize, msSince, startCommand, waitFor } from "./command.mjs";

const { start, exited } = startCommand("run", "works/empty-flow.ts");
const firstRecordMs = waitFor(start, () => eventsSize() > 0);
const code = await exited;
const exitMs = msSince(start);
if (code !== 0) throw new Error(`millrace run ended with ${code}.`);
report({ firstRecordMs, exitMs });
