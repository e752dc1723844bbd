/**
 * The floor of work 5: a TypeScript file that opens the store of 10,000 finished steps, reads them all, and says when it
 * knows each one's result. In plain TypeScript, since tsx takes it as it takes a flow.
 */
import { openSteps } from "./open-sqlite.mjs";

const steps = await openSteps("NORMAL");
const results = new Map<number, unknown>();
for (const { id, result } of steps.readAll() as { id: number; result: string }[]) results.set(id, JSON.parse(result));
process.stdout.write(`${JSON.stringify({ at: String(process.hrtime.bigint()), count: results.size })}\n`);
