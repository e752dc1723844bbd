import type { Timer } from "../../core/base/clock.ts";
import type { StartedRun } from "../../core/protocol/engine-api.ts";
import type { LogDocument } from "../../core/protocol/run-document.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { Context, Subscription } from "../context.ts";
import { lookFor } from "../view/look.ts";
import { PlainLines } from "../view/plain-lines.ts";
import type { Progress, Shown } from "./progress.ts";
import type { WantedInputs } from "./wanted-inputs.ts";

/** Log lines are told before the states around them, so they wait this long to be put in order. */
const gatherMs = 100;

/** A line for each change of state and each log line, for pipes and CI. */
export class PlainProgress implements Progress {
  readonly #context: Context;
  readonly #lines: PlainLines;
  readonly #subscriptions: Subscription[] = [];
  #view: RunView | undefined;
  #wanted: WantedInputs | undefined;
  #logs: LogDocument[] = [];
  #isOver = false;
  #timer: Timer | undefined;

  constructor(context: Context, sinceUs: number) {
    this.#context = context;
    this.#lines = new PlainLines(lookFor(context, context.stdout), sinceUs);
  }

  begin(run: StartedRun, wanted: WantedInputs): void {
    this.#wanted = wanted;
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
    this.#isOver = true;
    this.#print();
    this.#context.stdout.write("\n");
    return { view: this.#view, log: [], earlierLogCount: 0 };
  }

  #printSoon(): void {
    if (!this.#isOver) this.#timer ??= this.#context.clock.startTimer(gatherMs, () => this.#print());
  }

  #print(): void {
    this.#timer = undefined;
    if (this.#view === undefined) return;
    const schemas = this.#wanted?.of(this.#view, () => this.#printSoon()) ?? null;
    if (schemas === null && !this.#isOver) return;
    const lines = this.#lines.next(this.#view, this.#logs, schemas);
    this.#logs = [];
    if (lines.length > 0) this.#context.stdout.write(`${lines.join("\n")}\n`);
  }
}
