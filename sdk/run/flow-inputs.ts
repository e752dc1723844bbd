import type { FlowRunView } from "../../core/records/run-view.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";
import { decodeValue, type DecodedValue } from "../../journal/value-codec.ts";
import type { FlowRun } from "./flow-run.ts";
import { keepGiven } from "./keep-given.ts";

/** A message to a flow run. */
export interface FlowInput {
  /** Tells it from all others. */
  readonly input: string;
  /** What it was sent to; empty for no channel. */
  readonly channel: string;
  readonly from: string | null;
  readonly stored: StoredValue | undefined;
}

/** A message on its way, its value inline, however large. */
export interface SentInput extends Omit<FlowInput, "stored"> {
  readonly value: StoredValue | undefined;
}

/**
 * What other runs and people have sent to a flow run, in the order in which it is in the file: whoever receives, now or after a
 * resume, is given all of it in that order.
 */
export class FlowInputs {
  readonly #run: FlowRun;
  readonly #list: FlowInput[] = [];
  readonly #known = new Set<string>();
  #waiting: (() => void)[] = [];

  constructor(run: FlowRun) {
    this.#run = run;
  }

  get list(): readonly FlowInput[] {
    return this.#list;
  }

  recall({ inputs }: FlowRunView): void {
    for (const { input, key, from, value, pause } of inputs) {
      this.#known.add(input);
      if (pause === null) this.#list.push({ input, channel: key, from, stored: value });
    }
  }

  /** Records a message and hands it on (J3). One that has come before is not recorded again. */
  async deliver({ input, channel, from, value }: SentInput): Promise<void> {
    const { root, number } = this.#run;
    if (this.#known.has(input)) return;
    this.#known.add(input);
    const { recorded, held } = keepGiven(root, value, `A message to ${this.#run.name}`, this.#run);
    root.write({ k: "input", run: number, input, key: channel, ...(recorded === undefined ? {} : { v: recorded }), ...(from === null ? {} : { from }) });
    const message = { input, channel, from, stored: held };
    await root.written();
    this.#list.push(message);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Calls back once, with the next message; the function that is given back calls that off. */
  onNext(callback: () => void): () => void {
    this.#waiting.push(callback);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== callback);
    };
  }

  read({ stored }: FlowInput): DecodedValue {
    return decodeValue(stored, { getResult: (name) => this.#run.root.storage.getResult(name), resultOf: () => undefined });
  }
}
