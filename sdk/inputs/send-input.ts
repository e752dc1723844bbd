import { RunNotFoundError, SerializationError, UsageError } from "../../core/protocol/errors.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";
import { encodeInline } from "../../journal/inline-value.ts";
import { systemRandomness } from "../process/system-randomness.ts";
import { currentContext } from "../run/context.ts";
import { sharedState } from "../shared-state.ts";

/** Where a message goes in the run that receives it. */
export interface SendInputOptions {
  /** The channel: who receives with the same `key` is given it. Default: none. */
  readonly key?: string;
}

/**
 * Sends a value to a flow run, which takes it with `receiveInput`. Fulfils once it is in that run's file, or, where the run has no
 * process now (it is suspended, or was cut off), in its inbox, from which it is taken when the run is resumed.
 *
 * The run may be of this process or any other of this machine; a child flow run of another process has no address.
 *
 * @throws RunNotFoundError, UsageError for a run that has completed, SerializationError for a value that cannot be sent.
 * @example
 * await sendInput(runId, { approved: true }, { key: "approvals" });
 */
export async function sendInput(runId: string, value: unknown, { key = "" }: SendInputOptions = {}): Promise<void> {
  const context = currentContext();
  if (context?.attempt.refusesCalls === true) return await context.attempt.refuse();
  const from = context?.flow?.id ?? null;
  // Here, whoever receives it: what cannot be kept would be missing there at each resume.
  const stored = encoded(value);
  const input = systemRandomness.uuid().replaceAll("-", "").slice(0, 16);
  for (const root of sharedState().active) {
    const flow = [...root.activeFlowRuns].find(({ id }) => id === runId);
    if (flow !== undefined) return await flow.inputs.deliver({ input, channel: key, from, value: stored });
  }
  const message = { input, flowRunId: runId, key, ...(from === null ? {} : { from }), ...(stored === undefined ? {} : { v: stored }) };
  const { sendToProcess } = await import("./send-to-process.ts");
  switch (await sendToProcess(message, context?.root.parts.workspaceRoot ?? process.cwd())) {
    case "sent":
      return;
    case "noRun":
      throw new RunNotFoundError(`There is no run ${runId} that an input could be sent to.`, "It is the id of a flow run that was started by itself, or of one of this process.");
    case "completed":
      throw new UsageError(`The run ${runId} has completed, and receives nothing any more.`);
  }
}

/** @throws SerializationError */
function encoded(value: unknown): StoredValue | undefined {
  const stored = encodeInline(value);
  if (stored !== undefined && "m" in stored) throw new SerializationError(`sendInput: the value cannot be sent: ${stored.m}`);
  return stored;
}
