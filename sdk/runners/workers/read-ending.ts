import { isState } from "../../state/state.ts";
import type { Ending } from "../../run/returned.ts";
import type { CallEnding } from "../../worker/link/messages.ts";
import { unpack } from "../../worker/link/unpack.ts";

/** What a function returned in a worker. @throws what it threw. */
export function readEnding(ending: CallEnding): Ending {
  // As it left the function, whatever it is.
  if (ending.kind === "threw") throw unpack(ending.error);
  const { how, name, message } = ending;
  const value = unpack(ending.value);
  const state = ending.own === null ? null : unpack(ending.own);
  const own = isState(state) ? state : null;
  switch (how.kind) {
    case "completed":
      return { kind: "completed", value, name, message, own };
    case "failed":
      return { kind: "failed", error: value, name, message, own };
    case "other":
      return { kind: "other", type: how.type, error: value, name, message, own };
  }
}
