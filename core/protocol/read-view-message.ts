/** What a view has sent, checked before it is used (V2): a page shows what users' code has written. */
import { viewMethods, type ViewMessage, type ViewMethod } from "./view-api.ts";

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const textOrNull: Check = (value) => value === null || typeof value === "string";
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const countOrNull: Check = (value) => value === null || count(value);
const oneOf = (...values: readonly unknown[]): Check => (value) => values.includes(value);

const runReference = { runId: text };

/** What it holds is JSON, as all that comes over a transport, and is checked by the engine against its schema. */
const inputOrNull: Check = (value) => value === null || has(value, { input: () => true });

const place: Check = (value) => has(value, { file: text, line: count, column: count });

const paramChecks: Readonly<Record<ViewMethod, Readonly<Record<string, Check>>>> = {
  "millrace/listRuns": { flow: textOrNull, state: oneOf(null, "active", "completed", "failed", "cancelled"), text, offset: count, limit: count },
  "millrace/openRun": runReference,
  "millrace/closeRun": runReference,
  "millrace/taskRun": { ...runReference, taskRunId: text },
  "millrace/flowRun": { ...runReference, flowRunId: text },
  "millrace/staticEdges": runReference,
  "millrace/staticGraph": { file: text, flow: textOrNull },
  "millrace/logs": { ...runReference, from: count, limit: count, task: countOrNull, flowRun: countOrNull, level: oneOf("debug", "info", "warn", "error") },
  "millrace/codeFrame": { ...runReference, place },
  "millrace/pauses": { runId: textOrNull },
  "millrace/answer": { ...runReference, flowRunId: text, given: inputOrNull },
};

const actionChecks: readonly Readonly<Record<string, Check>>[] = [
  { kind: oneOf("runFlow", "debugFlow"), flowId: text },
  { kind: oneOf("stop", "resume", "again", "debugAgain", "rerunFailed", "delete", "openInEditor", "showLog"), runId: text },
  { kind: oneOf("rerunFrom", "debugFrom"), runId: text, taskRunId: text },
  { kind: oneOf("openSource"), place },
  { kind: oneOf("copy"), text },
];

/** The message, or `undefined` for what is none. */
export function readViewMessage(value: unknown): ViewMessage | undefined {
  return isViewMessage(value) ? value : undefined;
}

function isViewMessage(value: unknown): value is ViewMessage {
  if (has(value, { type: oneOf("ready") })) return true;
  if (has(value, { type: oneOf("selected"), folder: text, runId: text, taskRunId: textOrNull })) return true;
  if (has(value, { type: oneOf("act"), folder: text })) return "action" in value && actionChecks.some((checks) => has(value.action, checks));
  if (!has(value, { type: oneOf("request"), id: count, folder: text, method: oneOf(...viewMethods) })) return false;
  return "method" in value && "params" in value && has(value.params, paramChecks[value.method as ViewMethod]);
}

function has(value: unknown, checks: Readonly<Record<string, Check>>): value is object {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(checks).every(([key, check]) => Object.hasOwn(value, key) && check((value as Readonly<Record<string, unknown>>)[key]));
}
