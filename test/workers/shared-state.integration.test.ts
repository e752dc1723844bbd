/** Limits and variables in workers: asked for in the flow's process, with whom they are held and free. */
import { expect } from "vitest";
import { linesOf, test } from "../integration/project.ts";

const module = `
import { appendFileSync } from "node:fs";
import { concurrency, flow, processes, rateLimit, sleep, task, threads, Variable } from "millrace";
const use = task({ timeout: "20s" }, async (n: number) => {
  await rateLimit("api");
  const region = await Variable.get("region");
  await Variable.set("seen", [n], { overwrite: true });
  return await concurrency("db", async () => {
    appendFileSync("inside.log", "+\\n");
    await sleep(20);
    appendFileSync("inside.log", "-\\n");
    return [n, region];
  });
});
const stuck = task({ timeout: "300ms" }, async () => await concurrency("db", () => new Promise(() => undefined)));
const refused = task(async () => await concurrency("nowhere", { strict: true }, () => 1));
const late = task(async () => await concurrency("db", async () => await concurrency("db", { timeout: "20ms" }, () => 1)));
const all = async () => {
  const done = await use.map([1, 2, 3, 4]);
  const states = [await stuck.returnState(), ...(await Promise.all([refused.submit(), late.submit()].map((run) => run.wait())))];
  return { done, states: states.map(({ name, message }) => [name, message]), after: await use.submit(5) };
};
export const inThreads = flow({ taskRunner: threads({ max: 3 }) }, all);
export const inProcesses = flow({ taskRunner: processes({ max: 2 }) }, all);
`;

test.for(["inThreads", "inProcesses"])("limits and variables are the same in workers: %s", async (flow, { project }) => {
  project.write("flows/shared.ts", module);
  for (const words of [["limits", "set", "db", "1"], ["limits", "set", "api", "10", "--decay", "100/s"], ["vars", "set", "region", "eu"]]) await project.millrace(...words);
  const { document } = await project.run(`flows/shared.ts#${flow}`);
  expect(document.result).toEqual({
    done: [1, 2, 3, 4].map((n) => [n, "eu"]),
    states: [
      ["TimedOut", 'Task run of "stuck" timed out after 0.3 second(s)'],
      ["Failed", 'ConcurrencySlotError: There is no concurrency limit "nowhere", and strict asks for one. Make it with: millrace limits set nowhere 1'],
      ["Failed", 'ConcurrencyTimeoutError: Waiting for slots of "db" timed out after 0.02 second(s)'],
    ],
    after: [5, "eu"],
  });
  expect(linesOf(project.path("inside.log")).join("")).toBe("+-".repeat(5));
  expect((await project.json("limits")).document).toMatchObject({ limits: [{ name: "db", active: 0, waiting: 0 }, { name: "api" }] });
});
