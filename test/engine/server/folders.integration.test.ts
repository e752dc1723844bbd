import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { RunSummary } from "../../../core/protocol/run-summary.ts";
import { namesIn, test } from "../../integration/project.ts";
import { EngineProcess } from "./engine-process.ts";

const flow = `import { flow } from "millrace";
import { add } from "../shared/add.ts";

export const sum = flow(async (n: number = 9) => add(n, 1));
`;
const task = 'import { task } from "millrace";\nexport const add = task(async (a: number, b: number) => a + b);\n';

async function runIn(engine: EngineProcess, file: string): Promise<RunSummary> {
  const { runId } = await engine.ask("millrace/run", { kind: "flow", file, flow: "sum", parameters: null });
  return engine.until(() => engine.events("millrace/changed").flatMap(({ runs }) => runs ?? []).find((run) => run.id === runId && run.state.type === "COMPLETED"));
}

test("a folder below the root of its workspace has positions of its own, and its runs where the command has them", async ({ project }) => {
  project.write("package.json", '{ "type": "module", "workspaces": ["pkg"] }');
  const file = project.write("pkg/a.ts", flow);
  project.write("shared/add.ts", task);
  const engine = new EngineProcess(project.path("pkg"));
  try {
    await engine.initialize();
    const run = await runIn(engine, file);
    expect([run.file, run.flowId]).toEqual(["a.ts", "a.ts#sum"]);
    const picture = await engine.ask("millrace/openRun", { runId: run.id });
    expect([picture.definitions.map(({ position }) => position), picture.sites]).toEqual([["a.ts:4:20", "../shared/add.ts:2:20"].sort(), ["a.ts:4:50"]]);
    const detail = await engine.ask("millrace/taskRun", { runId: run.id, taskRunId: `${run.id}-1` });
    expect([detail.definition, detail.callSite]).toEqual(["../shared/add.ts:2:20", "a.ts:4:50"]);
    expect((await engine.ask("millrace/flowRun", { runId: run.id, flowRunId: run.id })).flowRun).toMatchObject({ file: "a.ts", definition: "a.ts:4:20" });
    expect(namesIn(project.path(".millrace", "runs"))).toHaveLength(1);
  } finally {
    await engine.shutdown();
  }
});

test("a package with a history of its own keeps its runs there, and they are listed with the others", async ({ project }) => {
  const file = project.write("pkg/a.ts", flow);
  project.write("shared/add.ts", task);
  mkdirSync(project.path("pkg", ".millrace"));
  const open = async (): Promise<EngineProcess> => {
    const engine = new EngineProcess(project.root);
    await engine.initialize();
    return engine;
  };
  const engine = await open();
  const run = await runIn(engine, file);
  expect([run.flowId, namesIn(project.path("pkg", ".millrace", "runs")).length]).toEqual(["pkg/a.ts#sum", 1]);
  await engine.shutdown();
  const later = await open();
  expect(await later.until(() => later.events("millrace/changed").flatMap(({ runs }) => runs ?? []).find(({ id }) => id === run.id))).toMatchObject({ file: "pkg/a.ts", flowId: "pkg/a.ts#sum" });
  await later.shutdown();
});

test("a folder that is renamed or deleted on the disk takes its runs out of the lists", async ({ project }) => {
  project.write("shared/add.ts", task);
  const file = project.write("pkg/a.ts", flow);
  const engine = new EngineProcess(project.root);
  try {
    await engine.initialize();
    const run = await runIn(engine, file);
    const removed = (): true | undefined => (engine.events("millrace/changed").some(({ removedRuns }) => removedRuns?.includes(run.id)) ? true : undefined);
    renameSync(project.path(".millrace"), project.path("elsewhere"));
    await engine.until(removed);
    rmSync(join(project.root, "elsewhere"), { recursive: true });
    expect((await engine.ask("millrace/snapshot", {})).runs).toEqual([]);
    const next = await runIn(engine, file);
    expect((await engine.ask("millrace/listRuns", { flow: null, state: null, text: "", offset: 0, limit: 10 })).runs.map(({ id }) => id)).toEqual([next.id]);
  } finally {
    await engine.shutdown();
  }
});

test("a file that is renamed takes its flow along; its runs go on to be shown, without a flow to run", async ({ project }) => {
  project.write("shared/add.ts", task);
  const file = project.write("pkg/a.ts", flow);
  const engine = new EngineProcess(project.root);
  try {
    await engine.initialize();
    await engine.until(() => engine.events("millrace/changed").find(({ isScanned }) => isScanned));
    const run = await runIn(engine, file);
    await engine.ask("millrace/openRun", { runId: run.id });
    engine.open(file, flow);
    renameSync(file, project.path("pkg", "b.ts"));
    engine.close(file);
    engine.open(project.path("pkg", "b.ts"), flow);
    await engine.until(() => engine.events("millrace/changed").find(({ flows }) => flows?.["pkg/b.ts"]?.[0]?.id === "pkg/b.ts#sum"));
    const orphan = await engine.until(() => engine.events("millrace/changed").flatMap(({ runs }) => runs ?? []).find(({ id, flowId }) => id === run.id && flowId === null));
    expect(orphan.file).toBe("pkg/a.ts");
    expect((await engine.ask("millrace/flowRun", { runId: run.id, flowRunId: run.id })).result).toBe(10);
  } finally {
    await engine.shutdown();
  }
});
