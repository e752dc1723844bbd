import { SerializationError } from "../../core/protocol/errors.ts";
import type { ReturnedEnding } from "../run/returned.ts";
import type { CallEnding, ReturnedKind } from "./link/messages.ts";
import { pack, packLoosely } from "./link/pack.ts";

/**
 * What a function returned, for the flow's process. The result of a nested call stays in this worker too, and what cannot
 * cross is no hindrance there; any other result that cannot is the failure of its run.
 */
export function describeEnding(ending: ReturnedEnding, task: string, isNested: boolean): CallEnding {
  const { name, message } = ending;
  const own = ending.own === null ? null : packLoosely(ending.own);
  if (ending.kind !== "completed") return { kind: "returned", how: kindOf(ending), value: packLoosely(ending.error), name, message, own };
  const packing = pack(ending.value, "result");
  if (packing.kind === "packed") return { kind: "returned", how: { kind: "completed" }, value: packing.packed, name, message, own };
  if (isNested) return { kind: "returned", how: { kind: "completed" }, value: packLoosely(ending.value), name, message, own };
  const { path, what } = packing.problem;
  return failedCall(new SerializationError(`The result of the task "${task}" cannot leave its worker: ${path} is ${what}. Return plain data, or call the task directly instead of submitting it.`));
}

export function failedCall(error: unknown): CallEnding {
  return { kind: "threw", error: packLoosely(error) };
}

function kindOf(ending: Extract<ReturnedEnding, { kind: "failed" | "other" }>): ReturnedKind {
  return ending.kind === "failed" ? { kind: "failed" } : { kind: "other", type: ending.type };
}
