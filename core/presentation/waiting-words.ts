/** What is said of a run that waits for a person: for what, and until when. */
import type { MirrorChange } from "../protocol/engine-mirror.ts";
import type { PauseSummary, RunSummary } from "../protocol/run-summary.ts";
import { isFinalType } from "../states/state-type.ts";

const dayUs = 86_400_000_000;

export function isWaiting({ pauses, state }: Pick<RunSummary, "pauses" | "state">): boolean {
  return pauses.length > 0 && !isFinalType(state.type);
}

/** `waits for you: Ship v1.4.0? · until 18:05`, and how many more it waits for. */
export function waitingWords({ pauses }: Pick<RunSummary, "pauses">, nowUs: number, offsetMinutes: number): string {
  const [first, ...others] = pauses;
  if (first === undefined) return "";
  const more = others.length === 0 ? "" : ` · and ${others.length} more`;
  const what = first.description ?? (first.key === null ? "" : first.key);
  return `waits for you${what === "" ? "" : `: ${what}`}${untilWords(first, nowUs, offsetMinutes)}${more}`;
}

/** ` · until 18:05` by the user's clock, ` · until tomorrow 18:05`, with the day where it is later; empty where it waits for as long as it takes. */
export function untilWords({ timeoutAt }: Pick<PauseSummary, "timeoutAt">, nowUs: number, offsetMinutes: number): string {
  if (timeoutAt === null) return "";
  const local = (us: number): string => new Date(us / 1_000 + offsetMinutes * 60_000).toISOString();
  const [day = "", time = ""] = local(timeoutAt).split("T");
  const when = local(nowUs).startsWith(day) ? "" : local(nowUs + dayUs).startsWith(day) ? "tomorrow " : `${day} `;
  return ` · until ${when}${time.slice(0, 5)}`;
}

/** What a notification says of a pause that has just begun, and what can be done about it. */
export function pauseNotice(run: RunSummary, pause: PauseSummary): Omit<PauseNotice, "runId"> {
  const what = pause.description ?? pause.key ?? "";
  const name = pause.name === run.name ? run.name : `${pause.name} of ${run.name}`;
  return { text: `${run.flow} (${name}) waits for you${what === "" ? "." : `: ${what}`}`, actions: { "Answer…": "millrace.answer", Open: "millrace.openRun" } };
}

export interface PauseNotice {
  readonly runId: string;
  readonly text: string;
  readonly actions: Readonly<Record<string, string>>;
}

/** Tells pauses that are new from those that were told of. */
export class PauseBook {
  readonly #told = new Set<string>();

  /** What is to be told of a change. What waits already when a window comes up, the status bar and the tree say. */
  notices({ isWhole, runs }: Pick<MirrorChange, "isWhole" | "runs">, known: readonly RunSummary[]): readonly PauseNotice[] {
    if (isWhole) for (const run of known) this.takeNew(run);
    return runs.flatMap(({ after: run }) => this.takeNew(run).map((pause) => ({ runId: run.id, ...pauseNotice(run, pause) })));
  }

  /** The pauses of a run that nobody was told of; from now on they count as told. */
  takeNew({ pauses }: Pick<RunSummary, "pauses">): readonly PauseSummary[] {
    const fresh = pauses.filter((pause) => !this.#told.has(keyOf(pause)));
    for (const pause of fresh) this.#told.add(keyOf(pause));
    return fresh;
  }
}

function keyOf({ flowRunId, number }: PauseSummary): string {
  return `${flowRunId} ${number}`;
}
