import type { EngineApi } from "../../core/protocol/engine-api.ts";
import type { PauseSchemas } from "../../core/protocol/to-pause-document.ts";
import { currentState } from "../../core/records/fold.ts";
import type { RunView } from "../../core/records/run-view.ts";

/**
 * What the pauses of a run want. Where only the code tells, it is read first, which takes a second: nobody is asked meanwhile with a
 * command that does not work.
 */
export class WantedInputs {
  readonly #engine: Pick<EngineApi, "pauseSchemas">;
  /** Number of the last pause of each flow run that the code was read for. */
  readonly #read = new Map<number, number>();
  #known: PauseSchemas = new Map();
  #reading: Promise<void> | null = null;

  constructor(engine: Pick<EngineApi, "pauseSchemas">) {
    this.#engine = engine;
  }

  /** `null`: it is not known yet; `whenKnown` is then called once it is. */
  of(view: RunView, whenKnown: () => void): PauseSchemas | null {
    if (this.#reading === null && this.#takeUnread(view)) this.#reading = this.#learn(view);
    if (this.#reading === null) return this.#known;
    // That it failed is for whoever waits until all is settled; what is known is shown all the same.
    void this.#reading.then(whenKnown, whenKnown);
    return null;
  }

  /** Fulfils once nothing is being read. Rejects as the engine did. */
  async settled(): Promise<void> {
    await this.#reading;
  }

  #takeUnread(view: RunView): boolean {
    let isUnread = false;
    for (const run of view.flowRuns.values()) {
      const state = currentState(run);
      if (state?.type !== "PAUSED" || state.pause === undefined || state.pause.schema !== undefined) continue;
      if (this.#read.get(run.run) === state.pause.number) continue;
      this.#read.set(run.run, state.pause.number);
      isUnread = true;
    }
    return isUnread;
  }

  async #learn(view: RunView): Promise<void> {
    try {
      this.#known = await this.#engine.pauseSchemas(view);
    } finally {
      this.#reading = null;
    }
  }
}
