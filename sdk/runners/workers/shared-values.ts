import { serialize } from "node:v8";
import { pack, type Packing } from "../../worker/link/pack.ts";
import { writtenOut, type Packed, type WrittenOut } from "../../worker/link/packed.ts";

/** Below this size, in bytes, a value is sent with each call as any other. */
const leastBytes = 16 * 1_024;

/**
 * Arguments that all runs of a `.map` have in common. A large one is serialised once, when the first run takes it; each
 * worker reads that once, threads from the same memory, and gives each run a copy of its own.
 */
export class SharedValues {
  readonly #kind: "threads" | "processes";
  /** `null`: not packed yet. */
  readonly #packings = new WeakMap<object, Packing | null>();

  #lastId = 0;

  constructor(kind: "threads" | "processes") {
    this.#kind = kind;
  }

  /** It is going to be passed to many runs, as it is from now on. */
  add(value: object): void {
    this.#packings.set(value, null);
  }

  /** `name` is how the place of what cannot cross begins. */
  pack(value: unknown, name: string): Packing {
    if (typeof value !== "object" || value === null) return pack(value, name);
    const known = this.#packings.get(value);
    if (known === undefined) return pack(value, name);
    if (known?.kind === "packed") return known;
    const packing = pack(value, name);
    const serialized = packing.kind === "packed" ? this.#serialize(packing.packed) : undefined;
    if (serialized === undefined) {
      this.#packings.delete(value);
      return packing;
    }
    this.#packings.set(value, serialized);
    return serialized;
  }

  #serialize({ value, isRich }: Packed): Packing | undefined {
    let buffer: Buffer;
    try {
      buffer = serialize(value);
    } catch {
      // Memory that is shared already, say: cloning carries it, this does not.
      return undefined;
    }
    if (buffer.byteLength < leastBytes) return undefined;
    const bytes = this.#kind === "threads" ? new Uint8Array(new SharedArrayBuffer(buffer.byteLength)) : new Uint8Array(buffer.byteLength);
    bytes.set(buffer);
    this.#lastId += 1;
    const written: WrittenOut = { [writtenOut]: "serialized", id: this.#lastId, bytes, isRich };
    return { kind: "packed", packed: { value: written, isRich: true } };
  }
}
