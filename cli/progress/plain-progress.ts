import type { Timer } from "../../core/base/clock.ts";
import type { StartedRun } from "../../core/protocol/engine-api.ts";
import type { LogDocument } from "../../core/protocol/run-document.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { Context, Subscription } from "../context.ts";
import { lookFor } from "../view/look.ts";
import { PlainLines } from "../view/plain-lines.ts";
import type { Progress, Shown } from "./progress.ts";

/** Log lines are told before the states around them, so they wait this long to be put in order. */
const gatherMs = 100;

/** A line for each change of state and each log line, for pipes and CI. */
export class PlainProgress implements Progress {
  readonly #context: Context;
  readonly #lines: PlainLines;
  readonly #subscriptions: Subscription[] = [];
  #view: RunView | undefined;
  #logs: LogDocument[] = [];
  #timer: Timer | undefined;

  constructor(context: Context, sinceUs: number) {
    this.#context = context;
    this.#lines = new PlainLines(lookFor(context, context.stdout), sinceUs);
  }

  begin(run: StartedRun): void {
    this.#subscriptions.push(
      run.onChange((view) => {
        this.#view = view;
        this.#printSoon();
      }),
      run.onLog((line) => {
        this.#logs.push(line);
        this.#printSoon();
      }),
    );
  }

  notice(text: string): void {
    this.#context.stderr.write(`${text}\n`);
  }

  end(): Shown {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#timer?.cancel();
    this.#print();
    this.#context.stdout.write("\n");
    return { view: this.#view, log: [], earlierLogCount: 0 };
  }

  #printSoon(): void {
    this.#timer ??= this.#context.clock.startTimer(gatherMs, () => this.#print());
  }

  #print(): void {
    this.#timer = undefined;
    if (this.#view === undefined) return;
    const lines = this.#lines.next(this.#view, this.#logs);
    this.#logs = [];
    if (lines.length > 0) this.#context.stdout.write(`${lines.join("\n")}\n`);
  }
}
