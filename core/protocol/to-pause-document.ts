import { toIso } from "../base/clock.ts";
import { currentState } from "../records/fold.ts";
import type { FlowRunView } from "../records/run-view.ts";
import type { Json, StoredValue } from "../states/stored-value.ts";
import type { ParametersSchema } from "./json-schema.ts";
import { isFormSchema, withInitial } from "./pause-input.ts";
import type { PauseDocument } from "./run-document.ts";

/** What paused flow runs want, by number of the flow run. */
export type PauseSchemas = ReadonlyMap<number, ParametersSchema>;

export interface PauseSource {
  readonly showValue: (value: StoredValue) => Json;
  /** What the types in the code say, where the records do not. */
  readonly pauseSchemas?: PauseSchemas;
}

/** What a flow run waits for now; `null`: it does not wait for a person. */
export function toPauseDocument({ showValue, pauseSchemas }: PauseSource, run: FlowRunView): PauseDocument | null {
  const state = currentState(run);
  if (state?.type !== "PAUSED" || state.pause === undefined) return null;
  const { number, key, schema, initial, description } = state.pause;
  const recorded = schema === undefined ? undefined : showValue(schema);
  // Of one that cannot be read any more only a preview is left.
  const told = isFormSchema(recorded) ? recorded : pauseSchemas?.get(run.run);
  return {
    number,
    key: key ?? null,
    kind: state.suspended ? "suspended" : "paused",
    schema: told === undefined ? null : withInitial(told, initial === undefined ? undefined : showValue(initial)),
    timeoutAt: state.timeoutAt === 0 ? null : toIso(state.timeoutAt),
    description: description ?? null,
  };
}
