import type { Definition } from "../definition/definition.ts";
import { scriptHost } from "../process/script-host.ts";
import { sharedState } from "../shared-state.ts";
import type { RootRun } from "./root-run.ts";

/** Begins a root run in this process: where nobody has said otherwise, as a script does. @throws StoreUnwritableError */
export function openRoot(definition: Definition): RootRun {
  const state = sharedState();
  state.host ??= scriptHost();
  const root = state.host.openRoot(definition);
  state.active.add(root);
  return root;
}
