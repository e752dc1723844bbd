/** What is known of an engine: its snapshot, kept up to date by its changes (E2), or what was remembered of it. */
import type { EngineChange, EngineSnapshot, NodeStatus, SdkStatus, StoreStatus } from "./editor-api.ts";
import type { FlowEntry, SourceProblem } from "./flow-entry.ts";
import type { RunSummary } from "./run-summary.ts";
import { isFinalType } from "../states/state-type.ts";

export interface MirrorChange {
  /** True for a snapshot: anything may have changed, and nothing of it happened just now. */
  readonly isWhole: boolean;
  /** Files whose flows changed. */
  readonly files: readonly string[];
  readonly runs: readonly { readonly before: RunSummary | undefined; readonly after: RunSummary }[];
  readonly removedRuns: readonly string[];
}

/** What is kept from session to session, so that the first lenses need no engine. */
export type Remembered = Pick<EngineSnapshot, "flows" | "lastRuns">;

/** What an edit replaced, counted from 0 as editors do. */
export interface EditedRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number };
}

const wholeChange: MirrorChange = { isWhole: true, files: [], runs: [], removedRuns: [] };

export class EngineMirror {
  readonly runs = new Map<string, RunSummary>();
  readonly lastRuns = new Map<string, RunSummary>();
  readonly problems = new Map<string, readonly SourceProblem[]>();
  isScanned = false;
  sdk: SdkStatus | undefined;
  node: NodeStatus | undefined;
  store: StoreStatus | undefined;
  #revision: number | undefined;
  readonly #flows = new Map<string, readonly FlowEntry[]>();
  /** Files of an earlier engine's that this one has not come to yet. */
  readonly #unconfirmed = new Set<string>();
  /** Flows whose last run was an earlier engine's word alone. */
  readonly #unconfirmedRuns = new Set<string>();

  /** Takes over what an earlier session knew, unless the engine has spoken already. */
  remember({ flows, lastRuns }: Remembered): MirrorChange {
    if (this.#revision === undefined) this.#take({ flows, lastRuns });
    return wholeChange;
  }

  toRemember(): Remembered {
    return { flows: this.flows(), lastRuns: Object.fromEntries(this.lastRuns) };
  }

  /** Flows of files that the engine has not looked at yet stay until it has looked at all: lenses do not blink. */
  replace(snapshot: EngineSnapshot): MirrorChange {
    this.#revision = snapshot.revision;
    const { isScanned, flows, lastRuns } = snapshot;
    const files = new Set(flows.map(({ file }) => file));
    const kept = isScanned ? [] : this.flows().filter(({ file }) => !files.has(file));
    this.#take({ flows: [...flows, ...kept], lastRuns: isScanned ? lastRuns : { ...Object.fromEntries(this.lastRuns), ...lastRuns } });
    for (const { file } of kept) this.#unconfirmed.add(file);
    for (const id of this.lastRuns.keys()) if (!Object.hasOwn(lastRuns, id)) this.#unconfirmedRuns.add(id);
    this.runs.clear();
    for (const run of snapshot.runs) {
      this.runs.set(run.id, run);
      if (run.flowId === null) this.#setRemembered(run);
    }
    this.problems.clear();
    for (const problem of snapshot.problems) this.problems.set(problem.file, [...(this.problems.get(problem.file) ?? []), problem]);
    this.isScanned = isScanned;
    this.sdk = snapshot.sdk;
    this.node = snapshot.node;
    this.store = snapshot.store;
    return wholeChange;
  }

  /** `undefined` for a change that does not follow what is known: the whole has to be asked for again. */
  apply(change: EngineChange): MirrorChange | undefined {
    if (this.#revision === undefined || change.revision !== this.#revision + 1) return undefined;
    this.#revision = change.revision;
    for (const [file, flows] of Object.entries(change.flows ?? {})) this.#setFlows(file, flows);
    for (const [file, problems] of Object.entries(change.problems ?? {})) this.problems.set(file, problems);
    const runs = (change.runs ?? []).map((after) => ({ before: this.#setRun(after), after }));
    for (const id of change.removedRuns ?? []) this.#removeRun(id);
    const gone = change.isScanned === true ? [...this.#unconfirmed] : [];
    for (const file of gone) this.#setFlows(file, []);
    if (change.isScanned === true) for (const id of this.#unconfirmedRuns) this.lastRuns.delete(id);
    this.isScanned = change.isScanned ?? this.isScanned;
    this.sdk = change.sdk ?? this.sdk;
    this.node = change.node ?? this.node;
    this.store = change.store ?? this.store;
    return { isWhole: false, files: [...Object.keys(change.flows ?? {}), ...gone], runs, removedRuns: change.removedRuns ?? [] };
  }

  /** The engine has gone; whichever comes next has a count of its own. */
  forgetRevision(): void {
    this.#revision = undefined;
  }

  flows(): readonly FlowEntry[] {
    return [...this.#flows.values()].flat();
  }

  flowsOf(file: string): readonly FlowEntry[] {
    return this.#flows.get(file) ?? [];
  }

  flow(id: string): FlowEntry | undefined {
    return this.flowsOf(id.slice(0, id.lastIndexOf("#"))).find((flow) => flow.id === id);
  }

  /** The flow whose definition holds a line, counted from 1. */
  flowAt(file: string, line: number): FlowEntry | undefined {
    return this.flowsOf(file).find(({ firstLine, lastLine }) => firstLine <= line && line <= lastLine);
  }

  activeRuns(): readonly RunSummary[] {
    return [...this.runs.values()].filter(({ state }) => !isFinalType(state.type));
  }

  /** Moves the flows below an edit that replaced a range by a text, until the engine has read the text and says where they are. */
  edited(file: string, { start, end }: EditedRange, text: string): void {
    const flows = this.#flows.get(file);
    const by = text.split("\n").length - 1 - (end.line - start.line);
    if (flows === undefined || by === 0) return;
    const belowLine = start.character === 0 ? start.line : start.line + 1;
    const shift = (line: number): number => (line > belowLine ? line + by : line);
    const shifted = flows.map((flow) => ({ ...flow, line: shift(flow.line), firstLine: shift(flow.firstLine), lastLine: shift(flow.lastLine) }));
    this.#flows.set(file, shifted);
  }

  #take({ flows, lastRuns }: Remembered): void {
    this.#flows.clear();
    this.#unconfirmed.clear();
    this.#unconfirmedRuns.clear();
    for (const flow of flows) this.#setFlows(flow.file, [...this.flowsOf(flow.file), flow]);
    this.lastRuns.clear();
    for (const [id, run] of Object.entries(lastRuns)) this.lastRuns.set(id, run);
  }

  #setFlows(file: string, flows: readonly FlowEntry[]): void {
    this.#unconfirmed.delete(file);
    if (flows.length === 0) this.#flows.delete(file);
    else this.#flows.set(file, flows);
  }

  #setRun(run: RunSummary): RunSummary | undefined {
    const before = this.runs.get(run.id);
    this.runs.set(run.id, run);
    if (run.flowId === null) {
      this.#setRemembered(run);
      return before;
    }
    const last = this.#unconfirmedRuns.delete(run.flowId) ? undefined : this.lastRuns.get(run.flowId);
    if (last === undefined || last.id === run.id || last.createdAt <= run.createdAt) this.lastRuns.set(run.flowId, run);
    return before;
  }

  /** A new engine knows the run before it has read the flow's file again. */
  #setRemembered(run: RunSummary): void {
    for (const flowId of this.#unconfirmedRuns) if (this.lastRuns.get(flowId)?.id === run.id) this.lastRuns.set(flowId, { ...run, flowId });
  }

  #removeRun(id: string): void {
    this.runs.delete(id);
    for (const [flowId, last] of this.lastRuns) {
      if (last.id !== id) continue;
      const others = [...this.runs.values()].filter((run) => run.flowId === flowId);
      const newest = others.sort((a, b) => b.createdAt - a.createdAt)[0];
      if (newest === undefined) this.lastRuns.delete(flowId);
      else this.lastRuns.set(flowId, newest);
    }
  }
}
