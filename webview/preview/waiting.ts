/** A run that waits for a person: a release that somebody has to approve, and what is said to an answer. */
import type { AnswerResult, PauseAnswer, PausedFlowRun } from "../../core/protocol/pause-api.ts";
import type { Recording } from "./from-document.ts";
import { generateRun } from "./generate.ts";
import { pictureAt } from "./replay.ts";

export interface WaitingRecording extends Recording {
  readonly pauses: readonly PausedFlowRun[];
}

/** @param now microseconds */
export function waitingRun(now: number): WaitingRecording {
  const elapsed = 95_000_000;
  const whole = generateRun({ id: "waiting", name: "brisk-heron", flow: "release", tasks: 6, atATime: 2, isFlat: true, createdAt: now - elapsed });
  const shown = pictureAt(whole.picture, elapsed, now - elapsed, 1);
  const timeoutAt = now + 3_600_000_000;
  const description = "Ship v1.4.0 to production?";
  const [root] = shown.flowRuns;
  const picture = {
    ...shown,
    stateNames: [...shown.stateNames, ["PAUSED", "Paused"] as const],
    run: {
      ...shown.run,
      state: { type: "PAUSED", name: "Paused", message: null } as const,
      endAt: null,
      pauses: [{ flowRunId: "waiting", name: "brisk-heron", number: 1, kind: "paused", key: null, description, timeoutAt } as const],
    },
    flowRuns: root === undefined ? [] : [{ ...root, states: [...root.states.slice(0, 4), shown.stateNames.length, 400_000] }],
  };
  return { ...whole, picture, pauses: [{ runId: "waiting", flowRunId: "waiting", name: "brisk-heron", flow: "release", number: 1, kind: "paused", key: null, description, timeoutAt: new Date(timeoutAt / 1_000).toISOString(), schema }] };
}

const schema: PausedFlowRun["schema"] = {
  type: "object",
  properties: {
    channel: { enum: ["beta", "stable"], description: "Who gets it." },
    share: { type: "integer", minimum: 1, maximum: 100, default: 10, description: "Percent of machines on the first day." },
    regions: { type: "array", items: { type: "string" }, default: ["eu", "us"] },
    note: { type: "string", description: "Stands at the top of the release notes." },
    notify: { type: "boolean", default: true, description: "Tell the team in chat." },
  },
  required: ["channel", "note"],
};

/** As the engine says it. */
export function answerTo({ given }: PauseAnswer): AnswerResult {
  const input = given?.input;
  const share = typeof input === "object" && input !== null && "share" in input ? Number(input["share"]) : 0;
  return share > 100 ? { kind: "refused", problems: [{ field: "share", message: `${share} must be <= 100` }] } : { kind: "goesOn" };
}
