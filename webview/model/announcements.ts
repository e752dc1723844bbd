/** What a screen reader is told of a run that goes on: its own state, and each task that failed. */
import { taskField, taskRunName } from "../../core/protocol/run-picture.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import { durationOf, spanOf } from "../layout/spans.ts";
import { durationWords, runDurationUs, stateWords } from "../layout/words.ts";
import type { PictureChange, PictureMirror } from "./picture.ts";

/** Sentences in order; empty where nothing is worth an interruption. */
export function announcements(before: RunSummary, mirror: PictureMirror, change: PictureChange): string[] {
  const failures = change.tasks.flatMap((number) => {
    const task = mirror.tasks[number];
    if (task === undefined) return [];
    const span = spanOf(mirror.stateNames, task[taskField.states]);
    if (span.type !== "FAILED" && span.type !== "CRASHED") return [];
    const attempts = span.attempts > 1 ? `, attempt ${span.attempts}` : "";
    return [`${taskRunName(mirror, task)} ${stateWords(span.stateName)} after ${durationWords(durationOf(span, 0))}${attempts}`];
  });
  const { run } = mirror;
  const asked = run.pauses.filter(({ flowRunId, number }) => !before.pauses.some((known) => known.flowRunId === flowRunId && known.number === number));
  if (asked.length > 0) return [...failures, ...asked.map((pause) => `${run.flow} waits for you${pause.description === null ? "" : `: ${pause.description}`}`)];
  if (run.state.name === before.state.name) return failures;
  const took = isFinalType(run.state.type) && run.endAt !== null ? ` after ${durationWords(runDurationUs(run, run.endAt))}` : "";
  return [...failures, `${run.flow} ${stateWords(run.state.name)}${took}`];
}
