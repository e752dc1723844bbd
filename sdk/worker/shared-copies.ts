import { deserialize } from "node:v8";

/** More lists than these are rarely mapped over at a time. */
const mostKept = 4;

/**
 * Arguments that many runs have in common, read once in this worker. Each run gets a copy of its own by structured cloning:
 * reading the bytes again for each would leave garbage that V8 lets grow to the limit of its heap.
 */
export class SharedCopies {
  readonly #values = new Map<number, unknown>();

  read(id: number, bytes: Uint8Array): unknown {
    const value: unknown = this.#values.has(id) ? this.#values.get(id) : deserialize(bytes);
    // The one that was used last stands last.
    this.#values.delete(id);
    this.#values.set(id, value);
    for (const oldest of this.#values.keys()) if (this.#values.size > mostKept) this.#values.delete(oldest);
    return structuredClone(value);
  }
}
