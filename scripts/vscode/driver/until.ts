import { setTimeout } from "node:timers/promises";

/** Asks again until the answer is something, for 30 seconds at most. What is waited for is a fact, never a time. */
export async function until<T>(ask: () => T | undefined | null | false | Promise<T | undefined | null | false>, what = String(ask)): Promise<T> {
  const latest = performance.now() + 30_000;
  for (;;) {
    const found = await ask();
    if (found !== undefined && found !== null && found !== false) return found;
    if (performance.now() > latest) throw new Error(`This never came to be: ${what}`);
    await setTimeout(20);
  }
}
