import { assertNever } from "../../../core/base/assert-never.ts";
import type { World } from "../world.ts";
import type { WindowAct } from "./step.ts";

/** Asks the editor's engine, which is started where it was killed before. Nothing in a workspace that has none. */
export async function takeWindowStep(world: World, act: WindowAct, number: number): Promise<void> {
  if (!world.hasWindow) return;
  const window = await world.openWindow();
  const run = world.run(number);
  switch (act) {
    case "kill":
      await killWindow(world, "engine of the editor");
      return;
    case "run": {
      const flow = world.workspace.flows[number % world.workspace.flows.length] ?? "";
      await world.attemptInWindow("millrace/run", () => window.ask("millrace/run", { kind: "flow", file: world.workspace.moduleOf(flow), flow, parameters: null }));
      return;
    }
    case "openRun":
    case "closeRun":
      if (run !== undefined) await world.attemptInWindow(`millrace/${act}`, () => window[act](run.id));
      return;
    case "again":
    case "resume":
      if (run !== undefined) await world.attemptInWindow(`millrace/run ${act}`, () => window.ask("millrace/run", { kind: act, runId: run.id }));
      return;
    case "stop":
      if (run !== undefined) await world.attemptInWindow("millrace/stop", () => window.ask("millrace/stop", { runId: run.id }));
      return;
    case "delete":
      if (run !== undefined) await world.attemptInWindow("millrace/delete", () => window.ask("millrace/delete", { runIds: [run.id] }));
      return;
    default:
      assertNever(act, "act of a window");
  }
}

export async function killWindow(world: World, what: string): Promise<void> {
  if (world.window?.isAlive !== true) return;
  world.tally.kill(`SIGKILL ${what}`);
  await world.window.kill("SIGKILL");
}
