import { durationForms, parseDuration, type Duration } from "../../core/base/duration.ts";
import { DefinitionError, hasCode } from "../../core/protocol/errors.ts";
import { checkLimitName } from "../../core/limits/check-limit.ts";
import type { SlotRequest } from "../../core/limits/slots.ts";
import type { SlotHold } from "../../journal/leader/shared-store.ts";
import { type CallStack, placeAt } from "../definition/call-stack.ts";
import { show } from "../definition/check-option.ts";
import { currentContext } from "../run/context.ts";
import { recordEvent } from "../run/event-records.ts";
import { currentShared } from "./current-shared.ts";
import { nobodyAround, slotHolder, warnOfMissing } from "./slot-holder.ts";

export interface SlotOrder {
  readonly names: readonly string[];
  readonly occupy: number;
  readonly mode: SlotRequest["mode"];
  readonly strict: boolean;
  readonly timeoutMs: number | undefined;
  /** Where the slots are asked for. */
  readonly place: CallStack;
}

/** Waits for slots of those of its limits that exist. @throws as `concurrency` */
export async function acquireSlots({ names, occupy, mode, strict, timeoutMs, place }: SlotOrder): Promise<SlotHold> {
  const context = currentContext();
  if (context?.attempt.refusesCalls === true) return await context.attempt.refuse();
  const holder = context === undefined ? nobodyAround : slotHolder(context);
  const asked = currentShared().limits.acquire({ names, occupy, mode, strict, holder }, { timeoutMs, signal: context?.attempt.signal });
  const hold = await asked.catch((error: unknown) => {
    throw isOfLimit(error) ? placeAt(error, place) : error;
  });
  const { missing } = hold;
  if (missing.length > 0 && context !== undefined) warnOfMissing(context, missing);
  await tell("acquired", names.filter((name) => !missing.includes(name)), occupy);
  return hold;
}

/** One that is made for this call alone, by the leader's answer or a timer. */
function isOfLimit(error: unknown): error is Error {
  return error instanceof Error && (hasCode(error, "MILLRACE_CONCURRENCY_TIMEOUT") || hasCode(error, "MILLRACE_CONCURRENCY_SLOT"));
}

/** One event for each limit, as Prefect tells them (`_emit_concurrency_event`). Outside of a run nobody keeps them. */
export async function tell(what: "acquired" | "released", names: readonly string[], occupy: number): Promise<void> {
  const context = currentContext();
  if (context === undefined || context.root.isClosed) return;
  await Promise.all(names.map((name) => recordEvent(context, { name: `millrace.concurrency-limit.${what}`, resource: { id: `millrace.concurrency-limit.${name}`, name }, payload: { occupy } })));
}

/** @throws DefinitionError, UsageError */
export function readNames(call: string, names: unknown): readonly string[] {
  const list: unknown = typeof names === "string" ? [names] : (names ?? []);
  const isNames = (value: unknown): value is string[] => Array.isArray(value) && value.every((name) => typeof name === "string");
  if (!isNames(list)) throw new DefinitionError(`${call}: the names of limits are ${show(names)}, expected a text or an array of texts.`);
  for (const name of list) checkLimitName(name);
  return [...new Set(list)];
}

/** @throws DefinitionError */
export function readOccupy(call: string, occupy: unknown): number {
  if (Number.isInteger(occupy) && (occupy as number) >= 1) return occupy as number;
  throw new DefinitionError(`${call}: occupy is ${show(occupy)}, expected a whole number ≥ 1.`);
}

/** @throws DefinitionError */
export function readTimeout(call: string, timeout: Duration | undefined): number | undefined {
  if (timeout === undefined) return undefined;
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === undefined) throw new DefinitionError(`${call}: timeout is ${show(timeout)}, expected ${durationForms}.`);
  return timeoutMs;
}
