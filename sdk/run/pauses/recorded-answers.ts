import type { FlowRunView } from "../../../core/records/run-view.ts";
import type { StoredValue } from "../../../core/states/stored-value.ts";
import { decodeValue } from "../../../journal/value-codec.ts";
import type { InputForm } from "../../pause/input-form.ts";
import type { FlowRun } from "../flow-run.ts";

/** What was answered to the pauses of a flow run, in all its attempts, by their places. */
export class RecordedAnswers {
  readonly #run: FlowRun;
  readonly #answers = new Map<string, { readonly stored: StoredValue | undefined }>();
  readonly #keys = new Set<string>();
  /** How many pauses have been asked. */
  asked = 0;

  constructor(run: FlowRun) {
    this.#run = run;
  }

  get keys(): ReadonlySet<string> {
    return this.#keys;
  }

  /** Takes in what was asked and answered by earlier owners of the run. */
  recall({ states, inputs }: FlowRunView): void {
    const requests = states.flatMap((state) => (state.type === "PAUSED" && state.pause !== undefined ? [state.pause] : []));
    this.asked = requests.reduce((most, { number }) => Math.max(most, number), 0);
    const keys = new Map(requests.map(({ place, key }) => [place, key]));
    // The last one: an answer that was not used has been asked for again.
    for (const { pause, value } of inputs) if (pause !== null) this.keep(pause, keys.get(pause), value);
  }

  keep(place: string, key: string | undefined, stored: StoredValue | undefined): void {
    this.#answers.set(place, { stored });
    if (key !== undefined) this.#keys.add(key);
  }

  /** The answer of the pause at that place, if it has one that still fits. */
  async find(place: string, { form, key }: { readonly form: InputForm; readonly key: string | null }): Promise<{ readonly value: unknown } | undefined> {
    const answer = this.#answers.get(place);
    if (answer === undefined) return undefined;
    const { root, about } = this.#run;
    const decoded = decodeValue(answer.stored, { getResult: (name) => root.storage.getResult(name), resultOf: () => undefined });
    const read = decoded.kind === "value" ? await form.read(decoded.value) : undefined;
    if (read?.kind === "value") return { value: read.value };
    const why = decoded.kind === "missing" ? decoded.reason : (read?.problems ?? []).map(({ message }) => message).join("; ");
    root.log("warn", `The answer to this pause is not used, and it is asked again: ${why}`, about);
    this.#answers.delete(place);
    if (key !== null) this.#keys.delete(key);
    return undefined;
  }
}
