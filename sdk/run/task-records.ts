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
}

/** The default name; the ordinal is its own count, so that a run which is replayed keeps the name it had. */
export function numberRun(run: TaskRun): void {
  run.number = run.root.nextTask();
  run.ordinal = run.root.definitions.nextOrdinal(run.definition.name);
  run.name = `${run.definition.name}-${run.ordinal}`;
}

/** Pending and Running in one record: the run starts as soon as it is called. */
export function writeStarted(run: TaskRun, parts: TaskRecordParts): void {
  const at = run.root.writer.tick(2);
  writeTask(run, parts, at, 1);
  run.begin(at);
}

/** Pending: it waits for upstreams, or for a place. */
export function writePending(run: TaskRun, parts: TaskRecordParts): void {
  if (run.number === 0) numberRun(run);
  const at = run.root.writer.tick();
  writeTask(run, parts, at, undefined);
  run.state = { type: "PENDING", name: "Pending", at, message: null };
}

/** What became known while it waited for its upstreams. */
export function writeKnown(run: TaskRun, { edges, inputs, resumeKey }: TaskRecordParts): void {
  const { root } = run;
  const dep = toDependencies(edges, root);
  const body = encodeTaskSet(
    {
      task: run.number,
      ...ownName(run),
      ...(dep === undefined ? undefined : { dep }),
      ...(resumeKey === undefined ? undefined : { key: resumeKey }),
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

function writeTask(run: TaskRun, { edges, site, inputs, resumeKey, child }: TaskRecordParts, at: number, s: 1 | undefined): void {
  const { root } = run;
  const { def } = root.definitions.record(run.definition);
  const dep = edges.length === 0 ? undefined : toDependencies(edges, root);
  const body = encodeTaskRun(
    {
      task: run.number,
      def,
      no: run.ordinal,
      ...ownName(run),
      ...(site === undefined ? undefined : { site }),
      ...(run.flow === null ? undefined : { run: run.flow.number }),
      ...(run.parent === null ? undefined : { parent: run.parent.number }),
      ...(dep === undefined ? undefined : { dep }),
      ...(run.tags.length === 0 ? undefined : { tags: run.tags }),
      ...(resumeKey === undefined ? undefined : { key: resumeKey }),
      ...(child === undefined ? undefined : { child }),
      ...(s === undefined ? undefined : { s }),
    },
    inputs,
  );
  root.writer.write(at, body);
  run.isRecorded = true;
}

function ownName(run: TaskRun): { readonly name?: string } | undefined {
  return run.name === `${run.definition.name}-${run.ordinal}` ? undefined : { name: run.name };
}
