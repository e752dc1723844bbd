import { MissingResultError } from "../../core/protocol/errors.ts";
import type { RunView } from "../../core/records/run-view.ts";
import { parametersOf } from "../definition/signature.ts";
import type { Definition } from "../definition/definition.ts";
import type { RootRun } from "../run/root-run.ts";

/** What a flow run was called with in earlier attempts; by default the root's. @throws MissingResultError for a value that was not recorded. */
export function earlierArguments(root: RootRun, earlier: RunView, definition: Definition, run = 0): readonly unknown[] | undefined {
  const flowRun = earlier.flowRuns.get(run);
  if (flowRun === undefined) return undefined;
  return parametersOf(definition.fn).flatMap((parameter): unknown[] => {
    const stored = flowRun.params[parameter.name];
    const isDefault = stored !== undefined && "v" in stored && typeof stored.v === "object" && stored.v !== null && "$default" in stored.v;
    if (stored === undefined || isDefault) return parameter.isRest ? [] : [undefined];
    const decoded = root.decode(stored, earlier, "default");
    if (decoded.kind === "missing") throw new MissingResultError(`parameter "${parameter.name}"`, decoded.reason);
    return parameter.isRest && Array.isArray(decoded.value) ? decoded.value : [decoded.value];
  });
}
