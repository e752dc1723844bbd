/**
 * Whether the process waits for nothing but the fake clock. Real work shows as an active resource (a socket, a file
 * request, a timer of Node's) that was not there before the run began.
 */
export class IdleProbe {
  readonly #baseline = countResources();

  isIdle(): boolean {
    for (const [name, count] of countResources()) {
      if (count > (this.#baseline.get(name) ?? 0)) return false;
    }
    return true;
  }
}

/** Lets everything that is ready run: promises, then a few turns of the event loop. */
export async function drain(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** A short real pause, while real work is pending. */
export async function pauseBriefly(): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, 2));
}

function countResources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) {
    if (name !== "Immediate") counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
