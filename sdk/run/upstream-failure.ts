import { UpstreamTaskError } from "../../core/protocol/errors.ts";
import type { TaskRun } from "./task-run.ts";
import type { Upstream } from "./upstreams.ts";

/** Waits until all upstreams are done. The error of the first one that did not complete and is not allowed to fail. */
export async function firstFailure(upstreams: readonly Upstream[], run: TaskRun): Promise<UpstreamTaskError | undefined> {
  for (const { run: upstream } of upstreams) {
    if (!upstream.isAnnounced) await upstream.whenDone(undefined);
  }
  const failed = upstreams.find(({ run: upstream, isFailureAllowed }) => !isFailureAllowed && upstream.state.type !== "COMPLETED");
  if (failed === undefined) return undefined;
  const { name, state, data } = failed.run;
  return new UpstreamTaskError(run.name, name, state.name, data.kind === "value" ? data.value : undefined);
}
