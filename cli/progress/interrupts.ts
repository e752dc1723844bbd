import type { StartedRun } from "../../core/protocol/engine-api.ts";
import type { Context } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";

/** Ctrl+C while a run goes on: the first asks it to end, the second kills it, the third leaves it behind. */
export class Interrupts {
  readonly #context: Context;
  readonly #subscription: { dispose(): void };
  #count = 0;
  #run: StartedRun | undefined;
  #notice: (text: string) => void = () => undefined;

  constructor(context: Context) {
    this.#context = context;
    this.#subscription = context.onInterrupt(() => this.#next());
  }

  get wereAny(): boolean {
    return this.#count > 0;
  }

  /** From now on there is a run to stop. */
  aimAt(run: StartedRun, notice: (text: string) => void): void {
    this.#run = run;
    this.#notice = notice;
    if (this.#count > 0) this.#act(1);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #next(): void {
    this.#count += 1;
    this.#act(this.#count);
  }

  #act(count: number): void {
    const run = this.#run;
    if (count > 2 || (run === undefined && count > 1)) return this.#context.exitNow(exitCodes.interrupted);
    if (run === undefined) return;
    this.#notice(count === 1 ? "Cancelling… press Ctrl+C again to kill" : "Killing…");
    const done = count === 1 ? run.cancel(null) : run.kill();
    done.catch((error: unknown) => this.#notice(error instanceof Error ? error.message : String(error)));
  }
}
