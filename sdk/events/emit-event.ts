import { MissingContextError } from "../../core/protocol/errors.ts";
import { eventId } from "../../core/records/run-ids.ts";
import { toIso } from "../../core/base/clock.ts";
import { currentContext } from "../run/context.ts";
import { recordEvent } from "../run/event-records.ts";
import { readEvent } from "./read-event.ts";

/** What has happened, and to what. */
export interface EventOptions {
  /** Its name, such as `"order.paid"`: at most 1,024 characters. */
  readonly event: string;
  /** What it happened to: labels, of which `id` is one. Default: the run that tells it. */
  readonly resource?: { readonly id: string; readonly [label: string]: string };
  /** What JSON can hold, at most 1.5 MB of it; what it has no word for (functions, `undefined`, NaN) becomes `null`. Default: none. */
  readonly payload?: unknown;
}

/** An event that has been recorded. */
export interface EmittedEvent {
  /** Unique in the workspace. */
  readonly id: string;
  /** ISO 8601 with microseconds. */
  readonly timestamp: string;
}

/**
 * Tells that something has happened. Fulfils once it is recorded in the run's file, from where SQL and, later, triggers
 * have it.
 *
 * @throws MissingContextError outside of a run, CancelledError from an attempt that has ended, DefinitionError for a bad
 * field.
 * @example
 * await emitEvent({ event: "order.paid", resource: { id: "order-17", region: "eu" }, payload: { total: 12.5 } });
 */
export async function emitEvent(options: EventOptions): Promise<EmittedEvent> {
  const context = currentContext();
  if (context === undefined) throw new MissingContextError("emitEvent()");
  if (context.attempt.refusesCalls) return await context.attempt.refuse();
  const { token, at } = await recordEvent(context, readEvent(options));
  return { id: eventId(context.root.id, token), timestamp: toIso(at) };
}
