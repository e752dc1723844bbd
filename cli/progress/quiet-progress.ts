import type { StartedRun } from "../../core/protocol/engine-api.ts";
import type { Context, Subscription } from "../context.ts";
import { fromIso } from "../view/time-of-day.ts";
import type { Progress, Shown } from "./progress.ts";

/** For `--json`: nothing on stdout, what the user's code prints on stderr as it comes. */
export class QuietProgress implements Progress {
  readonly #context: Context;
  readonly #sinceUs: number;
  #subscription: Subscription | undefined;

  constructor(context: Context, sinceUs: number) {
    this.#context = context;
    this.#sinceUs = sinceUs;
  }

  begin(run: StartedRun): void {
    this.#subscription = run.onLog((line) => {
      if (fromIso(line.timestamp) >= this.#sinceUs) this.#context.stderr.write(`${line.message}\n`);
    });
  }

  notice(text: string): void {
    this.#context.stderr.write(`${text}\n`);
  }

  end(): Shown {
    this.#subscription?.dispose();
    return { view: undefined, log: [], earlierLogCount: 0 };
  }
}
