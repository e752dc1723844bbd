/** What a command is about: given by where it was called from, else chosen by the user. */
import { flowChoice, runChoice } from "../../core/presentation/choices.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import type { Engines } from "../folders/engines.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { flowAtCursor, type FlowAt } from "../folders/places.ts";
import type { Host } from "../host.ts";
import { clock } from "../timers.ts";
import { vscode } from "../vscode.ts";

export interface RunAt {
  readonly engine: FolderEngine;
  readonly runId: string;
  /** `undefined` for a run that is older than what the engine lists by itself. */
  readonly run: RunSummary | undefined;
  readonly taskRunId: string | null;
}

export function givenEngine(engines: Engines, argument: unknown): FolderEngine | undefined {
  return engines.get(textOf(argument, "folder") ?? "");
}

export function givenFlow({ engines }: Host, argument: unknown): FlowAt | undefined {
  if (isFlowAt(argument)) return argument;
  const engine = givenEngine(engines, argument);
  const flow = engine?.mirror.flow(textOf(argument, "flowId") ?? "");
  return engine && flow && { engine, flow };
}

export function givenRun({ engines }: Host, argument: unknown): RunAt | undefined {
  const engine = givenEngine(engines, argument);
  const runId = textOf(argument, "runId");
  return engine && runId ? { engine, runId, run: engine.mirror.runs.get(runId), taskRunId: textOf(argument, "taskRunId") ?? null } : undefined;
}

/** The folder that is meant: the given one, that of the editor, the only one, or the one that is chosen. */
export async function chooseEngine({ engines }: Host, argument: unknown): Promise<FolderEngine | undefined> {
  const all = engines.all();
  const editor = vscode.window.activeTextEditor;
  const plain = givenEngine(engines, argument) ?? (editor && engines.of(editor.document.uri));
  if (plain !== undefined || all.length < 2) return plain ?? all[0];
  const items = all.map((engine) => ({ label: engine.name, engine }));
  return (await vscode.window.showQuickPick(items, { placeHolder: "Which folder?" }))?.engine;
}

/** The flow at the cursor comes first. */
export async function chooseFlow(host: Host, argument: unknown, title: string): Promise<FlowAt | undefined> {
  const given = givenFlow(host, argument);
  if (given !== undefined) return given;
  const engines = host.engines.all();
  const atCursor = flowAtCursor(host.engines);
  const all = engines.flatMap((engine) => engine.mirror.flows().map((flow) => ({ engine, flow })));
  const ordered = all.sort((a, b) => Number(b.flow.id === atCursor?.flow.id) - Number(a.flow.id === atCursor?.flow.id));
  const items = ordered.map(({ engine, flow }) => ({ ...flowChoice(flow, engine.mirror.lastRuns.get(flow.id), engines.length > 1 ? engine.name : ""), engine, flow }));
  if (items.length > 0) return await vscode.window.showQuickPick(items, { title, placeHolder: "A flow's name or file", matchOnDescription: true });
  const create = "Create Sample Flow";
  const chosen = await vscode.window.showInformationMessage("There are no flows in this workspace yet.", create);
  if (chosen === create) await vscode.commands.executeCommand("millrace.createSampleFlow");
  return undefined;
}

export async function chooseRun(host: Host, argument: unknown, title: string, fits: (run: RunSummary) => boolean, none: string): Promise<RunAt | undefined> {
  const given = givenRun(host, argument);
  if (given !== undefined) return given;
  const all = host.engines.all().flatMap((engine) => [...engine.mirror.runs.values()].filter(fits).map((run) => ({ engine, run })));
  const ordered = all.sort((a, b) => b.run.createdAt - a.run.createdAt);
  const items = ordered.map(({ engine, run }) => ({ ...runChoice(run, clock.nowUs()), engine, run, runId: run.id, taskRunId: null }));
  if (items.length > 0) return await vscode.window.showQuickPick(items, { title, placeHolder: "A run's name, flow or state", matchOnDescription: true });
  void vscode.window.showInformationMessage(none);
  return undefined;
}

function isFlowAt(argument: unknown): argument is FlowAt {
  return typeof argument === "object" && argument !== null && "engine" in argument && "flow" in argument;
}

function textOf(argument: unknown, key: string): string | undefined {
  const value: unknown = typeof argument === "object" && argument !== null ? (argument as Readonly<Record<string, unknown>>)[key] : undefined;
  return typeof value === "string" ? value : undefined;
}
