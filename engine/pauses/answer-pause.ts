/** Answers a flow run that waits for a person: what is given is checked here, and told to the run's owner. */
import { assertNever } from "../../core/base/assert-never.ts";
import { InputRefusedError, UsageError } from "../../core/protocol/errors.ts";
import type { GivenInput } from "../../core/protocol/engine-api.ts";
import type { ParametersSchema } from "../../core/protocol/json-schema.ts";
import { completeInput, isFields, isFormSchema, singleValue, withInitial } from "../../core/protocol/pause-input.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";
import { readOwner } from "../../journal/owner-file.ts";
import { keepOutside, tooDeep } from "../parameters/keep-outside.ts";
import { revive } from "../parameters/revive.ts";
import { readSummary } from "../runs/history/read-standing.ts";
import { readEndedSummary } from "../runs/history/read-summary.ts";
import type { RunDirectory } from "../runs/history/run-directories.ts";
import { valuesOf } from "../runs/history/value-source.ts";
import { hasExpired } from "../runs/recover.ts";
import { readRun } from "../runs/read-run.ts";
import type { OwnerReply } from "../runs/owner-connection.ts";
import type { RunsContext } from "../runs/runs-context.ts";
import { checkInput } from "./check-input.ts";
import { describeFields } from "./describe-fields.ts";
import { inferPauseSchemas, type PauseSchemasContext } from "./pause-schemas.ts";
import { alreadyAnswered, answerTo, cancelled, isQueued, queueAnswer, type QueuedAnswer } from "./queued-answer.ts";
import { type WaitingRun, waitingRuns } from "./waiting-runs.ts";

export interface PauseReply {
  /** Id or name of the flow run that is meant, where several of the run wait; else it may mean the whole run. */
  readonly flowRun: string;
  /** `null`: nothing but the word to go on. */
  readonly given: GivenInput | null;
}

type AnswerContext = RunsContext & Pick<PauseSchemasContext, "readPauseSchema">;

export type Answered =
  /** The process that owns the run has taken this answer. */
  | { readonly kind: "goesOn" }
  /** The run has no process; the next one finds the answer (`startAnswered`). */
  | { readonly kind: "queued"; readonly answer: QueuedAnswer }
  /** The run waits for nobody. */
  | { readonly kind: "notWaiting" };

/**
 * Of several answers to the same pause one is taken, and the others are refused.
 *
 * @throws InputRefusedError for an answer that does not fit, or is missing: the run waits on. UsageError for one that cannot be given, or
 * that comes behind another.
 */
export async function answerPause(context: AnswerContext, place: RunDirectory, reply: PauseReply): Promise<Answered> {
  // A run that has ended waits for nobody, and need not be read whole for that.
  const wasExpired = readEndedSummary(place.directory) === undefined && hasExpired(readRun(place.directory).view, context.clock.nowUs());
  const standing = await readSummary(context, place);
  const waiting = chooseWaiting(waitingRuns(standing.view), reply.flowRun);
  if (waiting === undefined) {
    if (wasExpired) throw new UsageError("The run was suspended, its time is over, and it has failed.", "millrace runs resume goes on from its last success, and asks again.");
    if (reply.given === null) return { kind: "notWaiting" };
    throw cancelled(place) ?? new UsageError("The run waits for no input.", "--input answers a run that is Paused or Suspended: millrace runs --state paused lists them.");
  }
  // Whoever gave that answer has not started the next process, or not yet.
  const queued = answerTo(waiting);
  if (waiting.state.suspended && reply.given === null && isQueued(place, queued)) return { kind: "queued", answer: queued };
  const showValue = valuesOf(place.directory, standing.view);
  const inferred = await inferPauseSchemas(context, standing.view);
  const { input, hint } = readReply(waiting, reply.given, { showValue, inferred: inferred.get(waiting.run.run) });
  if (waiting.state.suspended) return { kind: "queued", answer: queueAnswer(context, place, waiting, inline(input)) };
  const { socket } = (standing.owner === "alive" ? readOwner(place.directory) : null) ?? { socket: null };
  if (socket === null) throw new UsageError(`${waiting.run.name} cannot be answered: ${standing.problem ?? "its process cannot be asked"}.`);
  await tell(context, place, socket, waiting, { input, hint });
  return { kind: "goesOn" };
}

function chooseWaiting(waiting: readonly WaitingRun[], reference: string): WaitingRun | undefined {
  const [only, ...others] = waiting;
  if (only === undefined || others.length === 0) return only;
  const meant = waiting.filter(({ run }) => run.name === reference || run.id === reference);
  if (meant.length === 1) return meant[0];
  const list = waiting.map(({ run, request }) => `${run.name} (${run.id}${request.description === undefined ? "" : `: ${request.description}`})`);
  throw new UsageError(`${waiting.length} flow runs of this run wait for a person: ${list.join(", ")}.`, "Give the whole id of one of them.");
}

interface ReadReply {
  /** What is told to the owner; `undefined`: nothing but the word. */
  readonly input: unknown;
  /** What is wanted, for people; `undefined`: it is not told. */
  readonly hint: string | undefined;
}

function readReply(
  { run, request }: WaitingRun,
  given: GivenInput | null,
  { showValue, inferred }: { readonly showValue: (value: StoredValue) => unknown; readonly inferred: ParametersSchema | undefined },
): ReadReply {
  const why = tooDeep(given?.input);
  if (why !== undefined) throw unrecordable(why);
  const recorded = request.schema === undefined ? undefined : showValue(request.schema);
  if (recorded !== undefined && !isFormSchema(recorded)) throw new InputRefusedError([{ field: "", message: "Run input schema not found." }]);
  const initial = request.initial === undefined ? undefined : showValue(request.initial);
  // Where the code checks by itself and its schema is not told, the types are a help for people alone.
  const schema = recorded ?? (request.isChecked === true ? undefined : inferred);
  const shown = recorded ?? inferred;
  const hint = shown === undefined ? undefined : describeFields(withInitial(shown, initial));
  // Where the code checks by itself, it may make of the answer what its schema asks for: only an answer that is missing is refused here.
  if (schema !== undefined && (given === null || request.isChecked !== true)) {
    const complete = completeInput(given?.input, initial);
    const problems = checkInput(schema, complete);
    const what = given === null ? `${run.name} waits for an input, and none is given` : undefined;
    if (problems.length > 0) throw new InputRefusedError(problems, hint, what);
  }
  if (given === null) return { input: undefined, hint };
  return { input: recorded === undefined && schema !== undefined ? toTypes(schema, given.input) : given.input, hint };
}

/** What the types make of JSON, such as dates. */
function toTypes(schema: ParametersSchema, input: unknown): unknown {
  if (schema["x-single"] === true) return revive({ schema, values: { value: singleValue(input) } })["value"];
  return isFields(input) ? revive({ schema, values: input }) : input;
}

/** @throws InputRefusedError for what nobody could read back */
function inline(input: unknown): { readonly v?: StoredValue } {
  const kept = keepOutside(input);
  if (kept.kind === "unrecordable") throw unrecordable(kept.why);
  return kept.stored === undefined ? {} : { v: kept.stored };
}

function unrecordable(why: string): InputRefusedError {
  return new InputRefusedError([{ field: "", message: why }], undefined, "The input cannot be recorded");
}

/** The answer is in the file: a run that has ended right after it has hung up. `answered`: another one is. */
function recordedAnswer({ directory }: RunDirectory, { run, request }: WaitingRun, token: string): "this" | "another" | "none" {
  const inputs = readRun(directory).view.flowRuns.get(run.run)?.inputs ?? [];
  if (inputs.some(({ input }) => input === token)) return "this";
  return inputs.some(({ pause, key }) => pause === request.place && key === `paused-${request.number}-response`) ? "another" : "none";
}

/** Fulfils once this answer, and no other, is in the file. @throws InputRefusedError, UsageError */
async function tell(context: RunsContext, place: RunDirectory, socket: string, waiting: WaitingRun, { input, hint }: ReadReply): Promise<void> {
  const { run, request } = waiting;
  const value = inline(input).v ?? null;
  const token = context.randomness.uuid();
  const { connectToOwner } = await import("../runs/owner-connection.ts");
  const connection = await connectToOwner(socket);
  const reply = await connection?.resume({ answer: token, flowRunId: run.id, pause: request.number, input: value });
  connection?.dispose();
  const answer = reply ?? ({ kind: "silent" } as const);
  switch (answer.kind) {
    case "accepted":
      return;
    case "refused":
      throw new InputRefusedError(answer.problems, hint);
    case "answered":
      throw alreadyAnswered(run.name);
    case "notPaused":
    case "silent":
    case "error":
      return judgeUnsaid(place, run.name, recordedAnswer(place, waiting, token), answer);
    default:
      assertNever(answer, "answer of an owner");
  }
}

/** The owner has not said what became of the answer: its file tells. */
function judgeUnsaid(place: RunDirectory, name: string, recorded: ReturnType<typeof recordedAnswer>, answer: Extract<OwnerReply, { kind: "notPaused" | "silent" | "error" }>): void {
  switch (recorded) {
    case "this":
      return;
    case "another":
      throw alreadyAnswered(name);
    case "none": {
      const refusal = cancelled(place);
      if (refusal !== undefined) throw refusal;
      if (answer.kind === "silent") throw new UsageError(`${name} cannot be answered: its process does not answer.`);
      if (answer.kind === "error") throw new UsageError(`${name} cannot be answered: its process has refused it: ${answer.message}.`);
      throw new UsageError(`${name} does not wait for this answer any more.`, "Its time is over, or it has been cancelled: millrace runs show tells.");
    }
    default:
      assertNever(recorded, "recorded answer");
  }
}
