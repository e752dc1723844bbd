/** What the run that is shown waits for people for, with what was typed as an answer; asked again when it waits for something else. */
import { fieldOf, formFields, readForm, type FormField, type FormTexts } from "../../core/presentation/input-form.ts";
import type { PausedFlowRun } from "../../core/protocol/pause-api.ts";
import type { InputProblem } from "../../core/protocol/input-problem.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import type { Json } from "../../core/states/stored-value.ts";
import type { Disposable } from "../timers.ts";
import { Emitter } from "./emitter.ts";
import { failureOf, type EngineLink } from "./engine-link.ts";

/** Tells a pause from every other, over all runs. */
export function pauseKey({ flowRunId, number }: Pick<PausedFlowRun, "flowRunId" | "number">): string {
  return `${flowRunId} ${number}`;
}

/** A pause as a form. */
export interface PauseForm {
  readonly key: string;
  readonly pause: PausedFlowRun;
  readonly fields: readonly FormField[];
}

/** What came of an answer: it goes on, or what is wrong, by the name of the field; `""` for the whole. */
export type Answered = { readonly kind: "goesOn" } | { readonly kind: "refused"; readonly problems: ReadonlyMap<string, string> };

export class Pauses implements Disposable {
  readonly changed = new Emitter<Pauses>();
  readonly #link: Pick<EngineLink, "request">;
  readonly #folder: string;
  readonly #runId: string;
  #wanted = "";
  #forms: readonly PauseForm[] = [];
  #isDisposed = false;

  constructor(link: Pick<EngineLink, "request">, folder: string, runId: string) {
    this.#link = link;
    this.#folder = folder;
    this.#runId = runId;
  }

  get forms(): readonly PauseForm[] {
    return this.#forms;
  }

  /** The run is as told now. */
  follow({ pauses }: Pick<RunSummary, "pauses">): void {
    const wanted = pauses.map(pauseKey).join(",");
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    // What is over goes at once.
    this.#show(this.#forms.filter(({ key }) => pauses.some((pause) => pauseKey(pause) === key)));
    if (wanted !== "") void this.#read(wanted);
  }

  async answer({ pause, fields }: PauseForm, texts: FormTexts): Promise<Answered> {
    const reading = readForm(fields, texts);
    if ("problems" in reading) return refused(fields, reading.problems);
    const given = pause.schema === null ? anyInput(reading.input) : fields.length === 0 ? null : { input: reading.input };
    try {
      const result = await this.#link.request(this.#folder, "millrace/answer", { runId: this.#runId, flowRunId: pause.flowRunId, given });
      return result.kind === "goesOn" ? result : refused(fields, result.problems);
    } catch (thrown) {
      const { message, hint } = failureOf(thrown);
      return refused(fields, [{ field: "", message: hint === null ? message : `${message} ${hint}` }]);
    }
  }

  dispose(): void {
    this.#isDisposed = true;
  }

  async #read(wanted: string): Promise<void> {
    // An engine that has gone is asked again when the run is opened again.
    const pauses = await this.#link.request(this.#folder, "millrace/pauses", { runId: this.#runId }).catch(() => undefined);
    if (this.#isDisposed || wanted !== this.#wanted) return;
    if (pauses === undefined) this.#wanted = "";
    else this.#show(pauses.map((pause) => this.#formOf(pause)));
  }

  #formOf(pause: PausedFlowRun): PauseForm {
    const key = pauseKey(pause);
    // The same object as before, so that its form stays as it is while somebody types.
    return this.#forms.find((form) => form.key === key) ?? { key, pause, fields: formFields(pause.schema) };
  }

  #show(forms: readonly PauseForm[]): void {
    this.#forms = forms;
    this.changed.emit(this);
  }
}

/** Of a pause whose schema is not known: nothing typed is nothing given. */
function anyInput(input: Json): { readonly input: Json } | null {
  const [value] = Object.values(input as Readonly<Record<string, Json>>);
  return value === undefined ? null : { input: value };
}

function refused(fields: readonly FormField[], problems: readonly InputProblem[]): Answered {
  const byField = new Map<string, string>();
  for (const problem of problems) {
    const field = fieldOf(fields, problem) ?? "";
    byField.set(field, [byField.get(field), problem.message].filter((text) => text !== undefined).join("; "));
  }
  return { kind: "refused", problems: byField };
}
