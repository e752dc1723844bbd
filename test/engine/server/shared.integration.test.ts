/** Limits and variables as the editor's engine has them. */
import { expect } from "vitest";
import type { SharedSnapshot } from "../../../core/protocol/shared-api.ts";
import { until } from "../../integration/project.ts";
import type { EngineProcess } from "./engine-process.ts";
import { test } from "./engine-test.ts";

async function open(startEngine: () => EngineProcess): Promise<EngineProcess> {
  const engine = startEngine();
  await engine.initialize();
  return engine;
}

async function shared(engine: EngineProcess): Promise<SharedSnapshot> {
  return await engine.connection.sendRequest<SharedSnapshot>("millrace/shared", {});
}

/** The first that was told and is as it should be. */
async function told(engine: EngineProcess, isWanted: (snapshot: SharedSnapshot) => boolean): Promise<SharedSnapshot> {
  return await until(() => engine.told.flatMap(({ name, params }) => (name === "millrace/sharedChanged" ? [params as SharedSnapshot] : [])).find(isWanted));
}

test("the editor sets limits and variables, and sees what others set", async ({ project, startEngine }) => {
  const engine = await open(startEngine);
  expect(await shared(engine)).toEqual({ limits: [], variables: [] });
  expect(await engine.connection.sendRequest("millrace/setLimit", { name: "db", limit: 2, decayPerSecond: null })).toMatchObject({ name: "db", limit: 2 });
  expect(await engine.connection.sendRequest("millrace/setVariable", { name: "region", value: "eu", tags: [], overwrite: false })).toMatchObject({ name: "region", value: "eu" });
  expect((await project.millrace("vars", "get", "region")).stdout).toBe("eu\n");
  await project.millrace("limits", "set", "api", "5", "--decay", "2/s");
  const snapshot = await told(engine, ({ limits }) => limits.length === 2);
  expect(snapshot.limits.map(({ name, limit, decayPerSecond }) => [name, limit, decayPerSecond])).toEqual([["db", 2, null], ["api", 5, 2]]);
  expect([await engine.connection.sendRequest("millrace/deleteLimit", { name: "db" }), await engine.connection.sendRequest("millrace/deleteVariable", { name: "region" })]).toEqual([true, true]);
  await told(engine, ({ limits, variables }) => limits.length === 1 && variables.length === 0);
  await expect(engine.connection.sendRequest("millrace/setLimit", { name: "db", limit: -1, decayPerSecond: null })).rejects.toThrow("greater than or equal to 0");
  await expect(engine.connection.sendRequest("millrace/setSecrets", { secrets: { a: 1 } })).rejects.toThrow("a text for each name");
});

test("the editor sees who holds slots and who waits", async ({ project, startEngine }) => {
  project.write("hold.mjs", 'import { existsSync } from "node:fs";\nimport { concurrency, flow } from "millrace";\nawait flow({ name: "hold" }, async () => await concurrency("db", async () => { while (!existsSync("open")) await new Promise((resolve) => setTimeout(resolve, 2)); }))();\n');
  await project.millrace("limits", "set", "db", "1");
  const engine = await open(startEngine);
  await shared(engine);
  const runs = [project.start(["hold.mjs"]), project.start(["hold.mjs"])];
  const { limits } = await told(engine, (snapshot) => snapshot.limits[0]?.waiting === 1);
  expect([limits[0]?.holders.length, limits[0]?.waiters.length]).toEqual([1, 1]);
  expect(runs.map(({ child }) => child.pid)).toEqual(expect.arrayContaining([limits[0]?.holders[0]?.pid, limits[0]?.waiters[0]?.pid]));
  project.write("open", "");
  await told(engine, (snapshot) => snapshot.limits[0]?.waiting === 0 && snapshot.limits[0].active === 0);
  expect((await Promise.all(runs.map((run) => run.ended))).map(({ exitCode }) => exitCode)).toEqual([0, 0]);
});
