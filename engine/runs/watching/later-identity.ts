import type { RunRequest } from "../../../core/protocol/run-request.ts";
import type { RunIdentity } from "../picture/run-projection.ts";

/** The identity of a run whose request is read when somebody wants it: few of those that have ended are ever opened. */
export function laterIdentity(known: Omit<RunIdentity, "request">, read: () => RunRequest | undefined): RunIdentity {
  let found: { readonly request: RunRequest | undefined } | undefined;
  return {
    ...known,
    get request() {
      found ??= { request: read() };
      return found.request;
    },
  };
}

/** The flow that a run was asked for, as in its request. */
export function wantedOf({ request }: Pick<RunIdentity, "request">): string | null {
  return request?.flow ?? null;
}
