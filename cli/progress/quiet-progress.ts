import type { StartedRun } from "../../core/protocol/engine-api.ts";
import { currentState } from "../../core/records/fold.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { Context, Subscription } from "../context.ts";
import { lookFor } from "../view/look.ts";
import { fromIso } from "../view/time-of-day.ts";
import { waitLines } from "../view/wait-lines.ts";
import type { Progress, Shown } from "./progress.ts";
import type { WantedInputs } from "./wanted-inputs.ts";

/** For `--json`: nothing on stdout, what the user's code prints on stderr as it comes. */
export class QuietProgress implements Progress {
  readonly #context: Context;
  readonly #sinceUs: number;
  readonly #subscriptions: Subscription[] = [];
  /** The pauses that were told of: the last of each flow run. */
  readonly #told = new Map<number, number>();

  constructor(context: Context, sinceUs: number) {
    this.#context = context;
    this.#sinceUs = sinceUs;
  }

  begin(run: StartedRun, wanted: WantedInputs): void {
    this.#subscriptions.push(
      run.onLog((line) => {
        if (fromIso(line.timestamp) >= this.#sinceUs) this.#context.stderr.write(`${line.message}\n`);
      }),
      run.onChange((view) => this.#tellPauses(view, wanted)),
    );
  }

  notice(text: string): void {
    this.#context.stderr.write(`${text}\n`);
  }

  end(): Shown {
    for (const subscription of this.#subscriptions) subscription.dispose();
    return { view: undefined, log: [], earlierLogCount: 0 };
  }

  /** Whoever waits for the document has to know that somebody is asked. */
  #tellPauses(view: RunView, wanted: WantedInputs): void {
    const pauseSchemas = wanted.of(view, () => this.#tellPauses(view, wanted));
    if (pauseSchemas === null) return;
    for (const run of view.flowRuns.values()) {
      const state = currentState(run);
      const number = state?.type === "PAUSED" ? (state.pause?.number ?? 0) : 0;
      if (number === 0 || this.#told.get(run.run) === number) continue;
      this.#told.set(run.run, number);
      const look = lookFor(this.#context, this.#context.stderr);
      this.#context.stderr.write(`${waitLines(view, run, { ...look, columns: Infinity }, this.#context.clock.nowUs(), pauseSchemas).join("\n")}\n`);
    }
  }
}
