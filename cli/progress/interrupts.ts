import type { EngineApi, StartedRun } from "../../core/protocol/engine-api.ts";
import type { Context } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";

/**
 * npm (`npx`, `npm run`) passes a Ctrl+C on to the command, which has had it from the terminal already: what follows so
 * soon, in microseconds, is the same press. https://github.com/npm/run-script/blob/main/lib/signal-manager.js
 */
const samePressUs = 100_000;

/** Ctrl+C while a run goes on: the first asks it to end, the second kills it, the third leaves it behind. */
export class Interrupts {
  readonly #context: Context;
  readonly #engine: Pick<EngineApi, "giveUpLaunches">;
  readonly #subscription: { dispose(): void };
  #count = 0;
  #lastAtUs = -samePressUs;
  #run: StartedRun | undefined;
  #notice: ((text: string) => void) | undefined;
  #unsaid: string | null = null;

  constructor(context: Context, engine: Pick<EngineApi, "giveUpLaunches">) {
    this.#context = context;
    this.#engine = engine;
    this.#subscription = context.onInterrupt(() => this.#next());
  }

  get wereAny(): boolean {
    return this.#count > 0;
  }

  /** From now on there is a run to stop, which is given back. */
  aimAt(run: StartedRun): StartedRun {
    this.#run = run;
    if (this.#count > 0) this.#stop(run, 1);
    return run;
  }

  /** From now on it can be said what is done, and what has been done is. */
  tellBy(notice: (text: string) => void): void {
    this.#notice = notice;
    if (this.#unsaid !== null) notice(this.#unsaid);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #next(): void {
    const atUs = this.#context.clock.nowUs();
    if (atUs - this.#lastAtUs < samePressUs) return;
    this.#lastAtUs = atUs;
    this.#count += 1;
    if (this.#run !== undefined) this.#stop(this.#run, this.#count);
    else if (this.#count > 1) this.#giveUp();
  }

  /** The run has not begun: nothing of it is left. */
  #giveUp(): void {
    this.#engine.giveUpLaunches();
    this.#context.stderr.write("Interrupted before the run had begun.\n");
    this.#context.exitNow(exitCodes.interrupted);
  }

  #stop(run: StartedRun, count: number): void {
    if (count > 2) return this.#context.exitNow(exitCodes.interrupted);
    this.#say(count === 1 ? "Cancelling… press Ctrl+C again to kill" : "Killing…");
    const done = count === 1 ? run.cancel(null) : run.kill();
    done.catch((error: unknown) => this.#say(error instanceof Error ? error.message : String(error)));
  }

  #say(text: string): void {
    if (this.#notice === undefined) this.#unsaid = text;
    else this.#notice(text);
  }
}
