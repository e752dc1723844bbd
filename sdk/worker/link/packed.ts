/**
 * Values on their way between a flow's process and a worker. What structured cloning carries goes as it is. Errors,
 * states, futures and buffers, which it would strip of what they are, are written out and made again on the other side.
 */
import type { StateData, StateFields } from "../../state/state.ts";
import type { MarkerKind } from "../../values/markers.ts";

/** A value as it crosses. `isRich`: something in it is written out. */
export interface Packed {
  readonly value: unknown;
  readonly isRich: boolean;
}

/** What is written out stands under this name, which no value of a user has by chance. */
export const writtenOut = "\u0000millrace";

export type WrittenOut =
  | { readonly [writtenOut]: "error"; readonly parts: ErrorParts }
  | { readonly [writtenOut]: "state"; readonly fields: StateParts }
  | { readonly [writtenOut]: "buffer"; readonly bytes: Uint8Array }
  /** By the serializer of V8; the same `id` is the same value. */
  | { readonly [writtenOut]: "serialized"; readonly id: number; readonly bytes: Uint8Array; readonly isRich: boolean }
  | { readonly [writtenOut]: "future"; readonly call: number }
  | { readonly [writtenOut]: "marked"; readonly marker: MarkerKind; readonly value: Packed };

/** What a state carries is packed as well. */
export type StateParts = Omit<StateFields, "data"> & { readonly data: Exclude<StateData, { kind: "value" }> | { readonly kind: "packed"; readonly packed: Packed } };

export interface ErrorParts {
  /** Of the nearest class that both sides know. */
  readonly className: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: Packed | undefined;
  /** Of an `AggregateError`. */
  readonly errors: Packed | undefined;
  /** Everything else that it has: `code`, and what user code gave it. */
  readonly fields: Packed;
}

export function isWrittenOut(value: object): value is WrittenOut {
  return writtenOut in value;
}
