import { durationForms, parseDuration, type Duration } from "../../core/base/duration.ts";
import { DefinitionError, MissingContextError, MissingResultError, WaitTimeoutError } from "../../core/protocol/errors.ts";
import { type RunContext, requireContext } from "../run/context.ts";
import type { FlowInput } from "../run/flow-inputs.ts";
import type { FlowRun } from "../run/flow-run.ts";
import { untilAborted } from "../run/pauses/until-aborted.ts";
import { sendInput, type SendInputOptions } from "./send-input.ts";

/** What is received, and for how long. */
export interface ReceiveInputOptions {
  /** The channel: what was sent with the same `key`. Default: what was sent without one. */
  readonly key?: string;
  /** How long it waits for each message before the iteration ends. 0: only for what is there already. Default: `"1h"`. */
  readonly timeout?: Duration;
  /** Keys of messages that are passed over, as `metadata.key` gives them. Default: none. */
  readonly excludeKeys?: Iterable<string>;
  /** Whether each is given with where it comes from. Default: false. */
  readonly withMetadata?: boolean;
  /** Whether the iteration ends with a `WaitTimeoutError` when nothing has come in time. Default: false. */
  readonly raiseTimeoutError?: boolean;
}

/** A message with where it comes from. */
export interface ReceivedInput<T = unknown> {
  readonly value: T;
  readonly metadata: {
    /** Unique among the messages of a flow run. */
    readonly key: string;
    /** Id of the flow run that has sent it; `null`: it was none. */
    readonly sender: string | null;
    /** Id of the flow run that has received it. */
    readonly receiver: string;
  };
  /** Sends to the sender, as `sendInput` does. @throws MissingContextError when it was no flow run. */
  respond(value: unknown, options?: SendInputOptions): Promise<void>;
}

/**
 * The messages that were and will be sent to this flow run with `sendInput`, from the first, in order. Each receiver is given all of
 * them, also after a resume.
 *
 * @throws MissingContextError outside of a flow run, CancelledError when the run is cancelled meanwhile, WaitTimeoutError where that is
 * wanted, DefinitionError for a bad option.
 * @example
 * for await (const order of receiveInput<Order>({ key: "orders", timeout: "10m" })) await ship(order);
 */
export function receiveInput<T = unknown>(options: ReceiveInputOptions & { readonly withMetadata: true }): AsyncGenerator<ReceivedInput<T>, void, undefined>;
export function receiveInput<T = unknown>(options?: ReceiveInputOptions): AsyncGenerator<T, void, undefined>;
export function receiveInput(options: ReceiveInputOptions = {}): AsyncGenerator<unknown, void, undefined> {
  const context = requireContext("receiveInput()");
  if (context.flow === null) throw new MissingContextError("receiveInput()");
  if (context.root.parts.home !== undefined) throw new DefinitionError("receiveInput() cannot be called in a worker: call it in the flow, and pass on what it gives.");
  const { timeout = "1h", excludeKeys = [] } = options;
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === undefined) throw new DefinitionError(`receiveInput: the option timeout is ${JSON.stringify(timeout)}, expected ${durationForms}.`);
  return receive(context.flow, context, { ...options, timeoutMs, passed: new Set(excludeKeys) });
}

type Wanted = ReceiveInputOptions & { readonly timeoutMs: number; readonly passed: ReadonlySet<string> };

async function* receive(flow: FlowRun, { attempt }: RunContext, wanted: Wanted): AsyncGenerator<unknown, void, undefined> {
  const { key: channel = "", timeoutMs, passed, withMetadata = false, raiseTimeoutError = false } = wanted;
  for (let seen = 0; ; ) {
    if (attempt.refusesRuns) return await attempt.refuse();
    const message = flow.inputs.list[seen];
    if (message === undefined) {
      if (timeoutMs > 0 && (await untilAborted(nextWithin(flow, timeoutMs), attempt.signal))) continue;
      if (raiseTimeoutError) throw new WaitTimeoutError(`receiveInput: nothing has come within ${timeoutMs / 1_000} second(s).`);
      return;
    }
    seen += 1;
    if (message.channel !== channel || passed.has(keyOf(message))) continue;
    const read = flow.inputs.read(message);
    if (read.kind === "missing") throw new MissingResultError(`the input ${keyOf(message)}`, read.reason);
    yield withMetadata ? withSender(message, flow.id, read.value) : read.value;
  }
}

/** Whether a further message comes in time. */
function nextWithin(flow: FlowRun, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const forget = flow.inputs.onNext(() => {
      timer.cancel();
      resolve(true);
    });
    const timer = flow.root.clock.startTimer(timeoutMs, () => {
      forget();
      resolve(false);
    });
  });
}

function keyOf({ channel, input }: FlowInput): string {
  return `${channel === "" ? "input" : channel}-${input}`;
}

function withSender(message: FlowInput, receiver: string, value: unknown): ReceivedInput {
  const { from } = message;
  return {
    value,
    metadata: { key: keyOf(message), sender: from, receiver },
    respond: async (answer, options) => {
      if (from === null) throw new MissingContextError("respond(): the message was sent by no flow run. It");
      await sendInput(from, answer, options);
    },
  };
}
