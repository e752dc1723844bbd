import type { State } from "../state/state.ts";
import { contextStorage, currentContext, type RunContext } from "./context.ts";
import type { FlowRun } from "./flow-run.ts";
import type { RootRun } from "./root-run.ts";
import type { TaskRun } from "./task-run.ts";

type Hook<Definition, Info> = (definition: Definition, info: Info, state: State) => unknown;

/** Calls the hooks in order. One that throws is logged; the others still run and nothing else changes. */
export async function callHooks<Definition, Info>(
  hooks: readonly Hook<Definition, Info>[],
  definition: Definition,
  info: Info,
  state: State,
  about: { readonly root: RootRun; readonly flow: FlowRun | null; readonly task: TaskRun | null },
  context: RunContext | undefined = currentContext(),
): Promise<void> {
  for (const hook of hooks) {
    const name = hook.name === "" ? "(anonymous)" : hook.name;
    about.root.log("info", `Running hook '${name}' in response to entering state '${state.name}'`, about);
    try {
      const call = (): unknown => hook(definition, info, state);
      await (context === undefined ? call() : contextStorage().run(context, call));
      about.root.log("info", `Hook '${name}' finished running successfully`, about);
    } catch (error) {
      about.root.logError(`An error was encountered while running hook '${name}'`, error, about);
    }
  }
}
