/** What a command is about: read from what it was called with by a lens, a tree or a view, else chosen by the user. */
import type { EngineSet } from "../protocol/engine-set.ts";
import type { EngineLink } from "../protocol/engine-link.ts";
import type { FlowEntry } from "../protocol/flow-entry.ts";
import type { RunSummary } from "../protocol/run-summary.ts";
import { flowChoice, runChoice } from "./choices.ts";
import type { Dialogs } from "./dialogues/dialogs.ts";
import type { Wanted } from "./wanted-runs.ts";

export interface FlowTarget<Engine> {
  readonly engine: Engine;
  readonly flow: FlowEntry;
}

export interface RunTarget<Engine> {
  readonly engine: Engine;
  readonly runId: string;
  /** `undefined` for a run that is older than what the engine lists by itself. */
  readonly run: RunSummary | undefined;
  readonly taskRunId: string | null;
}

export function givenEngine<Engine extends EngineLink>(engines: EngineSet<Engine>, argument: unknown): Engine | undefined {
  return engines.get(textOf(argument, "folder") ?? "");
}

export function givenFlow<Engine extends EngineLink>(engines: EngineSet<Engine>, argument: unknown): FlowTarget<Engine> | undefined {
  const engine = givenEngine(engines, argument);
  const flow = engine?.mirror.flow(textOf(argument, "flowId") ?? "");
  return engine && flow && { engine, flow };
}

export function givenRun<Engine extends EngineLink>(engines: EngineSet<Engine>, argument: unknown): RunTarget<Engine> | undefined {
  const engine = givenEngine(engines, argument);
  const runId = textOf(argument, "runId");
  return engine && runId ? { engine, runId, run: engine.mirror.runs.get(runId), taskRunId: textOf(argument, "taskRunId") ?? null } : undefined;
}

/** Name of the limit that a tree's line stands for. */
export function givenLimit(argument: unknown): string | undefined {
  const limit: unknown = typeof argument === "object" && argument !== null && "limit" in argument ? argument.limit : undefined;
  return textOf(limit, "name");
}

/** The flow at the cursor comes first. `none`: there is no flow to choose. */
export async function chooseFlow<Engine extends EngineLink>(engines: readonly Engine[], dialogs: Dialogs, title: string, atCursor: FlowEntry | undefined): Promise<FlowTarget<Engine> | "none" | undefined> {
  const all = engines.flatMap((engine) => engine.mirror.flows().map((flow) => ({ engine, flow })));
  if (all.length === 0) return "none";
  const ordered = all.sort((a, b) => Number(b.flow.id === atCursor?.id) - Number(a.flow.id === atCursor?.id));
  const items = ordered.map(({ engine, flow }) => ({ ...flowChoice(flow, engine.mirror.lastRuns.get(flow.id), engines.length > 1 ? engine.name : ""), engine, flow }));
  return await dialogs.choose(items, title, "A flow's name or file");
}

/** The newest run of a flow that is still there, in any folder. */
export function newestRun<Engine extends EngineLink>(engines: EngineSet<Engine>): RunTarget<Engine> | undefined {
  const all = engines.all().flatMap((engine) => [...engine.mirror.runs.values()].map((run) => ({ engine, run, runId: run.id, taskRunId: null })));
  return all.filter(({ run }) => run.flowId !== null).sort((a, b) => b.run.createdAt - a.run.createdAt)[0];
}

/** Newest first. */
export async function chooseRun<Engine extends EngineLink>(engines: readonly Engine[], dialogs: Dialogs, { title, fits, none }: Wanted, nowUs: number): Promise<RunTarget<Engine> | undefined> {
  const all = engines.flatMap((engine) => [...engine.mirror.runs.values()].filter(fits).map((run) => ({ engine, run })));
  const ordered = all.sort((a, b) => b.run.createdAt - a.run.createdAt);
  const items = ordered.map(({ engine, run }) => ({ ...runChoice(run, nowUs), engine, run, runId: run.id, taskRunId: null }));
  if (items.length > 0) return await dialogs.choose(items, title, "A run's name, flow or state");
  await dialogs.tell(none);
  return undefined;
}

function textOf(argument: unknown, key: string): string | undefined {
  const value: unknown = typeof argument === "object" && argument !== null ? (argument as Readonly<Record<string, unknown>>)[key] : undefined;
  return typeof value === "string" ? value : undefined;
}
