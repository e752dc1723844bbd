import { assertNever } from "../../../core/base/assert-never.ts";
import type { TaskFuture } from "../../run/task-future.ts";
import { State } from "../../state/state.ts";
import { markAs } from "../../values/markers.ts";
import { errorFrom } from "./error-parts.ts";
import { copyOf } from "./pack.ts";
import { isWrittenOut, writtenOut, type Packed, type WrittenOut } from "./packed.ts";
import { needsLook } from "./survey.ts";

export interface UnpackPorts {
  /** The future behind a number that the other side gave it. */
  findFuture?(call: number): TaskFuture | undefined;
  /** Reads a value that many calls have in common. */
  readShared?(id: number, bytes: Uint8Array): unknown;
}

/** Makes the value again that was packed on the other side. */
export function unpack({ value, isRich }: Packed, ports: UnpackPorts = {}): unknown {
  return isRich ? readIn(value, new Map(), ports) : value;
}

function readIn(value: unknown, copies: Map<unknown, unknown>, ports: UnpackPorts): unknown {
  if (!needsLook(value) || typeof value !== "object" || value === null) return value;
  if (copies.has(value)) return copies.get(value);
  if (!isWrittenOut(value)) return copyOf(value, copies, (item) => readIn(item, copies, ports));
  const made = makeAgain(value, ports);
  copies.set(value, made);
  return made;
}

function makeAgain(written: WrittenOut, ports: UnpackPorts): unknown {
  switch (written[writtenOut]) {
    case "error":
      return errorFrom(written.parts);
    case "state": {
      const { data, ...fields } = written.fields;
      return new State({ ...fields, data: data.kind === "packed" ? { kind: "value", value: unpack(data.packed, ports) } : data });
    }
    case "buffer":
      return Buffer.from(written.bytes.buffer, written.bytes.byteOffset, written.bytes.byteLength);
    case "serialized":
      return unpack({ value: ports.readShared?.(written.id, written.bytes), isRich: written.isRich }, ports);
    case "future":
      return ports.findFuture?.(written.call);
    case "marked":
      return markAs(written.marker, unpack(written.value, ports));
    default:
      return assertNever(written);
  }
}
