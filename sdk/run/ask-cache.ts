/** A call of a task that is cached: answered by what is kept under its key, or admitted as any other. */
import { assertNever } from "../../core/base/assert-never.ts";
import { prepareCaching, type CachedCall } from "../cache/cached-call.ts";
import { isKeyTaken, needsTurn, takeKey } from "../cache/key-turn.ts";
import { lookUp } from "../cache/look-up.ts";
import type { CacheSettings } from "../definition/cache-options.ts";
import { endCached } from "./cached-end.ts";
import { admit, enterRunning, type Start } from "./enter-task.ts";
import { cancelTask, failTask } from "./task-end.ts";
import { isRenewed } from "./origin.ts";
import { writePending, type TaskRecordParts } from "./task-records.ts";

/** `again`: it is the run of an earlier attempt, and why it runs again. Whatever is thrown on the way ends the run. */
export function askCache(start: Start, settings: CacheSettings, parts: TaskRecordParts, again: string | null): void {
  try {
    ask(start, settings, parts, again);
  } catch (error) {
    failAsking(start, parts, error);
  }
}

/** Somebody waits for the run, who would do so for ever. */
function failAsking({ run }: Start, parts: TaskRecordParts, error: unknown): void {
  if (run.isDropped || run.isDone) throw error;
  if (!run.isRecorded) writePending(run, parts);
  failTask(run, error);
}

function ask(start: Start, settings: CacheSettings, parts: TaskRecordParts, again: string | null): void {
  const { run } = start;
  // What somebody has already taken of a generator cannot be answered as a whole.
  if (run.stream !== null) return admit(start, { ...parts, why: "Not cached: the items of a generator are taken one by one." }, again);
  const caching = prepareCaching(run, settings);
  if (caching.kind === "uncached") return admit(start, { ...parts, why: caching.why }, again);
  const { call } = caching;
  const keyed = { ...parts, [call.key.kind === "storageKey" ? "resultKey" : "cacheKey"]: call.key.text };
  if (needsTurn(run, call)) answerInTurn(start, call, keyed, again).catch((error: unknown) => failAsking(start, keyed, error));
  else answerOrAdmit(start, call, keyed, again);
}

/** The call before it with the same key may be computing what answers it. */
async function answerInTurn(start: Start, call: CachedCall, parts: TaskRecordParts, again: string | null): Promise<void> {
  const { run } = start;
  if (again === null && !run.isRecorded) {
    const why = isKeyTaken(run, call) ? "Waits for another call with its key, which may compute its result." : undefined;
    writePending(run, { ...parts, why });
  }
  run.caching = call;
  const turn = await takeKey(run, call);
  if (run.isDropped) return;
  switch (turn.kind) {
    case "taken":
      return answerOrAdmit(start, call, parts, again);
    case "failed":
      run.caching = null;
      return admit(start, { ...parts, why: turn.why }, again);
    case "deadlock":
      return failAsking(start, parts, turn.error);
    case "stopped":
      if (!run.isRecorded) writePending(run, parts);
      return cancelTask(run);
    default:
      assertNever(turn, "turn");
  }
}

function answerOrAdmit(start: Start, call: CachedCall, parts: TaskRecordParts, again: string | null): void {
  const { run } = start;
  run.caching = call;
  // It keeps its result in any case, as with `refreshCache`.
  if (isRenewed(run)) return admit(start, parts, again);
  const answer = lookUp(run, call);
  if (answer.kind === "miss") return admit(start, { ...parts, why: answer.why }, again);
  // It takes no place in the task runner: nothing of it runs.
  enterRunning(run, parts, again);
  endCached(run, answer, start.context).catch((error: unknown) => failAsking(start, parts, error));
}
