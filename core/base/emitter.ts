/** Tells its listeners, in the order in which they came; one that leaves while it tells is not told any more. */
export class Emitter<Event> {
  readonly #listeners = new Set<(event: Event) => void>();

  /** May be handed on without its emitter. */
  readonly on = (listener: (event: Event) => void): { dispose(): void } => {
    // The same function twice is two listeners.
    const own = (event: Event): void => listener(event);
    this.#listeners.add(own);
    return { dispose: () => void this.#listeners.delete(own) };
  };

  fire(event: Event): void {
    for (const listener of this.#listeners) listener(event);
  }
}
