import { deserialize } from "node:v8";
import { assertNever } from "../../../core/base/assert-never.ts";
import type { TaskFuture } from "../../run/task-future.ts";
import { State } from "../../state/state.ts";
import { markAs } from "../../values/markers.ts";
import { errorFrom } from "./error-parts.ts";
import { copyOf } from "./pack.ts";
import { isWrittenOut, writtenOut, type Packed, type WrittenOut } from "./packed.ts";
import { needsLook } from "./survey.ts";

/** The future behind a number that the other side gave it. */
export type FindFuture = (call: number) => TaskFuture | undefined;

/** Makes the value again that was packed on the other side. */
export function unpack({ value, isRich }: Packed, findFuture: FindFuture = () => undefined): unknown {
  return isRich ? readIn(value, new Map(), findFuture) : value;
}

function readIn(value: unknown, copies: Map<unknown, unknown>, findFuture: FindFuture): unknown {
  if (!needsLook(value) || typeof value !== "object" || value === null) return value;
  if (copies.has(value)) return copies.get(value);
  if (!isWrittenOut(value)) return copyOf(value, copies, (item) => readIn(item, copies, findFuture));
  const made = makeAgain(value, findFuture);
  copies.set(value, made);
  return made;
}

function makeAgain(written: WrittenOut, findFuture: FindFuture): unknown {
  switch (written[writtenOut]) {
    case "error":
      return errorFrom(written.parts);
    case "state": {
      const { data, ...fields } = written.fields;
      return new State({ ...fields, data: data.kind === "packed" ? { kind: "value", value: unpack(data.packed, findFuture) } : data });
    }
    case "buffer":
      return Buffer.from(written.bytes.buffer, written.bytes.byteOffset, written.bytes.byteLength);
    case "serialized":
      return unpack({ value: deserialize(written.bytes), isRich: written.isRich }, findFuture);
    case "future":
      return findFuture(written.call);
    case "marked":
      return markAs(written.marker, unpack(written.value, findFuture));
    default:
      return assertNever(written);
  }
}
