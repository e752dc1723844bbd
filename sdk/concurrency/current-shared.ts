import type { SharedStore } from "../../journal/leader/shared-store.ts";
import { scriptHost } from "../process/script-host.ts";
import { currentContext } from "../run/context.ts";
import { sharedState } from "../shared-state.ts";

/** What the workspace's runs share: of the run around the caller, else of the folder that the process was started in. */
export function currentShared(): SharedStore {
  const context = currentContext();
  if (context !== undefined) return context.root.shared;
  const state = sharedState();
  state.host ??= scriptHost();
  return state.host.shared;
}
