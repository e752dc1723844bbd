import type { StartedRun } from "../../core/protocol/engine-api.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { Context, Subscription } from "../context.ts";
import { logLines, namesFromView } from "../view/log-lines.ts";
import { lookFor } from "../view/look.ts";
import { PlainLines } from "../view/plain-lines.ts";
import type { Progress, Shown } from "./progress.ts";

/** A line for each change of state and each log line, for pipes and CI. */
export class PlainProgress implements Progress {
  readonly #context: Context;
  readonly #lines: PlainLines;
  readonly #subscriptions: Subscription[] = [];
  #view: RunView | undefined;

  constructor(context: Context) {
    this.#context = context;
    this.#lines = new PlainLines(lookFor(context, context.stdout));
  }

  begin(run: StartedRun): void {
    const look = { ...lookFor(this.#context, this.#context.stdout), columns: Infinity };
    this.#subscriptions.push(
      run.onChange((view) => {
        this.#view = view;
        this.#print(this.#lines.next(view));
      }),
      run.onLog((line) => {
        this.#print(logLines(line, namesFromView(this.#view), look));
      }),
    );
  }

  notice(text: string): void {
    this.#context.stderr.write(`${text}\n`);
  }

  end(): Shown {
    for (const subscription of this.#subscriptions) subscription.dispose();
    if (this.#view !== undefined) this.#print(this.#lines.next(this.#view));
    this.#context.stdout.write("\n");
    return { view: this.#view, log: [], earlierLogCount: 0 };
  }

  #print(lines: readonly string[]): void {
    if (lines.length > 0) this.#context.stdout.write(`${lines.join("\n")}\n`);
  }
}
