/** What the parameters of each request are. The editor's half sends nothing else; another client may, and a bug of ours. */
import { type Check, fieldsOf, isCount, isObject, isText, isTruth, listOf, nullable, oneOf, valuesOf, wrongField } from "../../core/base/checks.ts";
import type { EditorRequests, EngineSettings } from "../../core/protocol/editor-api.ts";
import { UsageError } from "../../core/protocol/errors.ts";
import { logLevels } from "../../core/records/log-record.ts";

type Shape = Readonly<Record<string, Check>>;

/** A path goes to the file system, which takes no NUL. */
const isPath: Check = (value) => isText(value) && !value.includes("\0");

const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value) && value >= 0;

/** Everything but what has a default: a setting that a later version adds is not asked for. */
const settings = {
  isTrusted: isTruth,
  nodePath: nullable(isPath),
  nodeArgs: listOf(isPath),
  env: valuesOf(isPath),
  envFile: nullable(isPath),
  cwd: nullable(isPath),
  cancelGraceMs: isNumber,
  onWindowClose: oneOf("finish", "cancel"),
  retention: fieldsOf({ maxRuns: isNumber, maxAgeDays: isNumber }),
  exclude: listOf(isText),
} satisfies { readonly [Field in keyof EngineSettings]?: Check };

const flow: Shape = { file: isPath, flow: nullable(isText) };
const run: Shape = { runId: isText };
const order: Shape = { kind: oneOf("flow", "again", "rerun", "resume") };
const named: Shape = { name: isText };
/** What it holds is checked against the schema of what is asked. */
const isGiven: Check = (value) => isObject(value) && "input" in value;

/** A request without one is handed an object, and reads it by itself. */
const shapes: { readonly [Method in keyof EditorRequests]?: Shape } = {
  "millrace/snapshot": {},
  "millrace/configure": settings,
  "millrace/describeFlow": flow,
  "millrace/checkParameters": { ...flow, parameters: isObject },
  "millrace/staticGraph": flow,
  "millrace/run": order,
  "millrace/debug": order,
  "millrace/debugEnded": { ...run, failure: nullable(isText) },
  "millrace/stop": run,
  "millrace/pauses": { runId: nullable(isText) },
  "millrace/answer": { ...run, flowRunId: isText, given: nullable(isGiven) },
  "millrace/prune": { retention: fieldsOf({ maxRuns: nullable(isNumber), maxAgeMs: nullable(isNumber), maxBytes: nullable(isNumber) }), isDryRun: isTruth },
  "millrace/export": { ...run, file: isPath },
  "millrace/import": { file: isPath },
  "millrace/setLimit": { ...named, limit: (value) => typeof value === "number", decayPerSecond: nullable(isNumber) },
  "millrace/deleteLimit": named,
  "millrace/shared": {},
  "millrace/setSecrets": { secrets: isObject },
  "millrace/setVariable": { ...named, value: () => true, tags: listOf(isText), overwrite: isTruth },
  "millrace/deleteVariable": named,
  "millrace/delete": { runIds: listOf(isText) },
  "millrace/listRuns": { flow: nullable(isText), state: nullable(oneOf("active", "completed", "failed", "cancelled")), text: isText, offset: isCount, limit: isCount },
  "millrace/openRun": run,
  "millrace/closeRun": run,
  "millrace/taskRun": { ...run, taskRunId: isText },
  "millrace/flowRun": { ...run, flowRunId: isText },
  "millrace/staticEdges": run,
  "millrace/logs": { ...run, from: isCount, limit: isCount, task: nullable(isCount), flowRun: nullable(isCount), level: oneOf(...logLevels) },
  "millrace/codeFrame": { ...run, place: fieldsOf({ file: isPath, line: isCount, column: isCount }) },
};

/** @throws UsageError that names the parameter. */
export function checkRequest(method: keyof EditorRequests, params: unknown): void {
  if (!isObject(params)) throw new UsageError(`${method}: its parameters are expected as an object.`);
  const shape = shapes[method] ?? {};
  const wrong = wrongField(params, shape === order ? orderShape(params) : shape);
  if (wrong !== undefined) throw new UsageError(`${method}: its parameter "${wrong}" is not what is expected there.`);
}

/** @throws UsageError that names the setting. */
export function checkSettings(value: unknown): void {
  const wrong = wrongField(value, settings);
  if (wrong !== undefined) throw new UsageError(`The setting "${wrong}" is not what is expected there.`);
}

function orderShape({ kind }: Readonly<Record<string, unknown>>): Shape {
  if (kind === "flow") return { ...flow, parameters: nullable(isObject) };
  if (kind === "rerun") return { ...run, from: (value) => value === "failed" || listOf(isText)(value), parameters: nullable(isObject) };
  return kind === "again" || kind === "resume" ? run : order;
}
