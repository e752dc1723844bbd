/** The records by which a task run comes into being and starts. */
import { encodeStart, encodeTaskRun, encodeTaskSet } from "../../core/records/encode.ts";
import { toDependencies, type Edge } from "./upstreams.ts";
import type { TaskRun } from "./task-run.ts";

/** What is recorded of a run besides its place in the flow. */
export interface TaskRecordParts {
  readonly edges: readonly Edge[];
  readonly site: number | undefined;
  /** JSON text, as `encodeInputs` makes it. */
  readonly inputs: string | undefined;
  readonly resumeKey: string | undefined;
  /** Number of the child flow run that the run tracks. */
  readonly child?: number;
  readonly why?: string | undefined;
  /** Where its result is looked for and kept. */
  readonly cacheKey?: string | undefined;
  readonly resultKey?: string | undefined;
  /** Number of the task run whose result it has, in the run that is repeated. */
  readonly reusedFrom?: number | undefined;
}

/** Its number, and the n of its default name: a count of its own, so that a run which is replayed keeps its name. */
export function numberRun(run: TaskRun): void {
  run.number = run.root.nextTask();
  run.ordinal = run.root.definitions.nextOrdinal(run.definition);
}

/** Pending and Running in one record: the run starts as soon as it is called. */
export function writeStarted(run: TaskRun, parts: TaskRecordParts): void {
  run.begin(writeTask(run, parts, 1));
}

/** Pending: it waits for upstreams, or for a place. */
export function writePending(run: TaskRun, parts: TaskRecordParts): void {
  if (run.number === 0) numberRun(run);
  const at = writeTask(run, parts, undefined);
  run.state = { type: "PENDING", name: "Pending", at, message: null };
}

/** What became known while it waited for its upstreams. */
export function writeKnown(run: TaskRun, { edges, inputs, resumeKey, why, cacheKey, resultKey, reusedFrom }: TaskRecordParts): void {
  const { root } = run;
  const dep = toDependencies(edges, root);
  const body = encodeTaskSet(
    {
      task: run.number,
      ...(run.givenName === null ? undefined : { name: run.givenName }),
      ...(dep === undefined ? undefined : { dep }),
      ...(resumeKey === undefined ? undefined : { key: resumeKey }),
      ...(why === undefined ? undefined : { why }),
      ...(cacheKey === undefined ? undefined : { ck: cacheKey }),
      ...(resultKey === undefined ? undefined : { rk: resultKey }),
      ...(reusedFrom === undefined ? undefined : { from: reusedFrom }),
    },
    inputs,
  );
  if (body !== undefined) root.writer.write(root.writer.tick(), body);
}

/** A pending run starts. */
export function writeStart(run: TaskRun): void {
  const { writer } = run.root;
  const at = writer.tick();
  writer.write(at, encodeStart(run.number));
  run.enter({ type: "RUNNING", name: "Running", at, message: null });
}

/** Returns its time, which is taken once the task has its definition on record: times rise from record to record (J2). */
function writeTask(run: TaskRun, parts: TaskRecordParts, s: 1 | undefined): number {
  const { edges, site, inputs, resumeKey, child, why, cacheKey, resultKey, reusedFrom } = parts;
  const { root } = run;
  const { def } = root.definitions.record(run.definition);
  const at = root.writer.tick(s === 1 ? 2 : 1);
  const dep = edges.length === 0 ? undefined : toDependencies(edges, root);
  const body = encodeTaskRun(
    {
      task: run.number,
      def,
      no: run.ordinal,
      name: run.givenName ?? undefined,
      site,
      run: run.flow?.number,
      parent: run.parent?.number,
      dep,
      tags: run.tags.length === 0 ? undefined : run.tags,
      key: resumeKey,
      child,
      why,
      gen: run.stream === null || run.child !== null ? undefined : 1,
      ck: cacheKey,
      rk: resultKey,
      from: reusedFrom,
      s,
    },
    inputs,
  );
  root.writer.write(at, body);
  run.isRecorded = true;
  return at;
}
