/** Where the lines that threw are marked: one mark for each flow whose last run failed, until it runs again or the line is edited. */
import type { RunSummary, SourcePlace } from "../protocol/run-summary.ts";
import { isFinalType } from "../states/state-type.ts";
import { stateWords } from "./run-look.ts";

export interface FailureMark {
  readonly at: SourcePlace;
  readonly message: string;
  readonly run: string;
  readonly callSites: readonly (SourcePlace & { readonly label: string })[];
}

export class FailureMarks {
  /** By flow, else by task where no flow was around it. */
  readonly #marks = new Map<string, FailureMark>();

  /** The files whose marks have changed, and whether the run has failed just now. */
  follow(before: RunSummary | undefined, run: RunSummary): { readonly files: readonly string[]; readonly hasFailed: boolean } {
    const key = run.flowId ?? run.flow;
    const wasFinal = before !== undefined && isFinalType(before.state.type);
    if (isFinalType(run.state.type) && wasFinal) return { files: [], hasFailed: false };
    const files = [this.#marks.get(key)?.at.file, run.failure?.at?.file].filter((file) => file !== undefined);
    this.#marks.delete(key);
    if (!isFinalType(run.state.type) || run.failure === null) return { files, hasFailed: false };
    if (run.failure.at !== null) this.#marks.set(key, { at: run.failure.at, message: messageOf(run), run: run.name, callSites: run.failure.callSites });
    return { files, hasFailed: true };
  }

  /** True when an edit of these lines, counted from 1, has taken a mark away: the line is no longer the one that threw. */
  edited(file: string, firstLine: number, lastLine: number): boolean {
    const hit = [...this.#marks].filter(([, { at }]) => at.file === file && firstLine <= at.line && at.line <= lastLine);
    for (const [key] of hit) this.#marks.delete(key);
    return hit.length > 0;
  }

  of(file: string): readonly FailureMark[] {
    return [...this.#marks.values()].filter(({ at }) => at.file === file);
  }
}

/** What a notification says of a run that failed, and what can be done about it. */
export function failureNotice(run: RunSummary): { readonly text: string; readonly actions: Readonly<Record<string, string>> } {
  const error = run.failure?.error?.message ?? run.state.message ?? "";
  const resume = run.isResumable ? { Resume: "millrace.resumeRun" } : {};
  return { text: `${run.flow} ${stateWords(run)}${error === "" ? "" : `: ${error}`}`, actions: { Debug: "millrace.debugAgain", ...resume, Open: "millrace.openRun" } };
}

function messageOf({ failure, state }: RunSummary): string {
  return failure?.error == null ? (state.message ?? state.name) : `${failure.error.name}: ${failure.error.message}`;
}
