import { inspect } from "node:util";
import { defineField } from "../../../core/base/define-field.ts";
import { isTaskFuture } from "../../run/task-future.ts";
import { dataOf, isState, type State } from "../../state/state.ts";
import { isMarker } from "../../values/markers.ts";
import { errorParts } from "./error-parts.ts";
import { writtenOut, type Packed, type StateParts, type WrittenOut } from "./packed.ts";
import { isCloned, needsLook, problemOf, surveyOf, type NameFuture, type Survey } from "./survey.ts";

export type Packing = { readonly kind: "packed"; readonly packed: Packed } | { readonly kind: "uncrossable"; readonly problem: NonNullable<Survey["problem"]> };

const noFuture: NameFuture = () => undefined;

/** Packs the value if all of it can cross; `name` is how the place of what cannot begins. */
export function pack(value: unknown, name: string): Packing {
  const { problem, isRich } = surveyOf(value, name, noFuture);
  if (problem !== undefined) return { kind: "uncrossable", problem };
  return { kind: "packed", packed: { value: isRich ? writeOut(value, new Map(), noFuture) : value, isRich } };
}

/** Packs what can cross; a preview stands for what cannot. For what is shown and recorded, not computed with. */
export function packLoosely(value: unknown, nameFuture: NameFuture = noFuture): Packed {
  const { problem, isRich } = surveyOf(value, "", nameFuture);
  const isCopied = problem !== undefined || isRich;
  return { value: isCopied ? writeOut(value, new Map(), nameFuture) : value, isRich: isCopied };
}

/** A copy in which all that is special is written out. What is shared stays shared, and circles stay circles. */
function writeOut(value: unknown, copies: Map<unknown, unknown>, nameFuture: NameFuture): unknown {
  if (!needsLook(value)) return value;
  if (copies.has(value)) return copies.get(value);
  if (typeof value !== "object" || value === null || problemOf(value, nameFuture) !== undefined) return preview(value);
  const special = specialOf(value, nameFuture);
  if (special !== undefined) {
    copies.set(value, special);
    return special;
  }
  return copyOf(value, copies, (item) => writeOut(item, copies, nameFuture));
}

function specialOf(value: object, nameFuture: NameFuture): WrittenOut | undefined {
  if (Buffer.isBuffer(value)) return { [writtenOut]: "buffer", bytes: new Uint8Array(value) };
  if (isState(value)) return { [writtenOut]: "state", fields: stateParts(value) };
  if (isTaskFuture(value)) return { [writtenOut]: "future", call: nameFuture(value) ?? 0 };
  if (value instanceof Error) return { [writtenOut]: "error", parts: errorParts(value) };
  return isMarker(value) ? { [writtenOut]: "marked", marker: value.marker, value: packLoosely(value.value, nameFuture) } : undefined;
}

/** Copies a container, each item as `inner` gives it. */
export function copyOf(value: object, copies: Map<unknown, unknown>, inner: (item: unknown) => unknown): unknown {
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    copies.set(value, copy);
    for (const [name, item] of value) copy.set(inner(name), inner(item));
    return copy;
  }
  if (value instanceof Set) {
    const copy = new Set<unknown>();
    copies.set(value, copy);
    for (const item of value) copy.add(inner(item));
    return copy;
  }
  if (isCloned(value)) return value;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    copies.set(value, copy);
    for (const item of value) copy.push(inner(item));
    return copy;
  }
  const copy: Record<string, unknown> = {};
  copies.set(value, copy);
  for (const [name, item] of Object.entries(value)) defineField(copy, name, inner(item));
  return copy;
}

function stateParts(state: State): StateParts {
  const { id, type, name, timestamp, message, why, flowRunId, taskRunId, childFlowRunId } = state;
  const data = dataOf(state);
  const carried = data.kind === "value" ? ({ kind: "packed", packed: packLoosely(data.value) } as const) : data;
  return { id, type, name, timestamp, message, why, flowRunId, taskRunId, childFlowRunId, data: carried };
}

function preview(value: unknown): string {
  return inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY }).slice(0, 200);
}
