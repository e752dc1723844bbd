import { spawn } from "node:child_process";
import { expect } from "vitest";
import type { DebugLaunch } from "../../../core/protocol/editor-api.ts";
import { namesIn, test } from "../../integration/project.ts";
import { EngineProcess } from "./engine-process.ts";

const source = 'import { flow, sleep } from "millrace";\nexport const quick = flow(async () => 1);\nexport const waits = flow(async () => {\n  await sleep("1m");\n});\n';

/** As js-debug does it: nothing but what the launch says. */
function start({ node, nodeArgs, program, args, cwd, env }: DebugLaunch): ReturnType<typeof spawn> {
  return spawn(node, [...nodeArgs, program, ...args], { cwd, env: { ...env }, stdio: "ignore" });
}

test("a debugger's process runs the flow, and the end of its session cancels what had not ended", async ({ project }) => {
  const file = project.write("a.ts", source);
  const engine = new EngineProcess(project.root);
  try {
    await engine.initialize();
    const runOf = (runId: string, type: string): Promise<object> =>
      engine.until(() => engine.events("millrace/changed").flatMap(({ runs }) => runs ?? []).find(({ id, state }) => id === runId && state.type === type));
    const quick = await engine.ask("millrace/debug", { kind: "flow", file, flow: "quick", parameters: null });
    expect((await engine.ask("millrace/openRun", { runId: quick.runId })).run.state.type).toBe("PENDING");
    start(quick);
    expect(await runOf(quick.runId, "COMPLETED")).toMatchObject({ flowId: "a.ts#quick", trigger: "editor" });
    await engine.ask("millrace/debugEnded", { runId: quick.runId, failure: null });

    const waits = await engine.ask("millrace/debug", { kind: "flow", file, flow: "waits", parameters: null });
    const child = start(waits);
    await runOf(waits.runId, "RUNNING");
    child.kill("SIGKILL");
    await engine.ask("millrace/debugEnded", { runId: waits.runId, failure: null });
    expect(await runOf(waits.runId, "CANCELLED")).toMatchObject({ isResumable: true });
  } finally {
    await engine.shutdown();
  }
});

test("a session that ends before it began leaves nothing, and a refusal is shown", async ({ project }) => {
  const file = project.write("a.ts", source);
  const engine = new EngineProcess(project.root);
  try {
    await engine.initialize();
    const { runId } = await engine.ask("millrace/debug", { kind: "flow", file, flow: "quick", parameters: null });
    await engine.ask("millrace/debugEnded", { runId, failure: "the debugger could not be started" });
    await engine.until(() => (namesIn(project.path(".millrace", "runs")).length === 0 ? true : undefined));
    expect(engine.told.filter(({ name }) => name === "window/showMessage")).toEqual([]);

    const refused = await engine.ask("millrace/debug", { kind: "flow", file, flow: "none", parameters: null });
    start(refused);
    const { params } = await engine.until(() => engine.told.find(({ name }) => name === "window/showMessage"));
    expect(params).toMatchObject({ type: 1, message: expect.stringContaining('has no flow "none"') });
  } finally {
    await engine.shutdown();
  }
});
