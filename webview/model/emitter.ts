import type { Disposable } from "../timers.ts";

export type Listener<Value> = (value: Value) => void;

/** Tells listeners, in the order in which they came. */
export class Emitter<Value> {
  readonly #listeners = new Set<Listener<Value>>();

  on(listener: Listener<Value>): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  emit(value: Value): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
