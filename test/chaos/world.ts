/** A workspace in which chaos is at work: its hosts, its runs, and what is remembered of them. */
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { givenNumber } from "./flows/flow-source.ts";
import type { FlowTree } from "./flows/flow-tree.ts";
import { EditorWindow } from "./host/editor-window.ts";
import { HostGone, HostProcess, RefusedRequest } from "./host/host-process.ts";
import type { HostRequests } from "./host/messages.ts";
import { checkExclusion } from "./model/exclusion.ts";
import { ExecutionMemory } from "./model/executions.ts";
import { checkRecords } from "./model/records.ts";
import { seeRun, type SeenRun } from "./model/seen-run.ts";
import { checkSlots } from "./model/slots.ts";
import { checkTransitions } from "./model/transitions.ts";
import { Violation } from "./model/violation.ts";
import { ownerPid, processesOf, runnerPids, signal } from "./processes.ts";
import type { Request } from "./steps/step.ts";
import type { Tally } from "./tally.ts";
import { ChaosWorkspace, type RunFolder } from "./workspace.ts";

/** How long a run that is cancelled may take to end before it is killed, in milliseconds. */
const graceMs = 700;
const hostCount = 2;

/** Codes of requests that cannot be met as things stand: another was quicker, the run is gone or in another state. */
const refusals: ReadonlySet<string | null> = new Set(["MILLRACE_USAGE", "MILLRACE_RUN_NOT_FOUND", "MILLRACE_INPUT_REFUSED"]);

/** What is told of a resume whose process was killed before it had begun. */
const runnerKilled = /was not resumed: its runner ended at once/;

export interface WorldOptions {
  /** Path of the host's module. */
  readonly bundle: string;
  readonly trees: readonly FlowTree[];
  readonly hasWindow: boolean;
  readonly slots: number | null;
  readonly tally: Tally;
}

export class World {
  readonly workspace: ChaosWorkspace;
  readonly tally: Tally;
  readonly #bundle: string;
  readonly #hosts: (HostProcess | undefined)[] = [];
  readonly #memory = new ExecutionMemory();
  /** Files of runs, to know whether one has to be looked at again. */
  readonly #known = new Set<string>();

  readonly hasWindow: boolean;
  /** How many slots its limit has; `null`: there is none. */
  readonly slots: number | null;
  window: EditorWindow | undefined;

  constructor({ bundle, trees, hasWindow, slots, tally }: WorldOptions) {
    this.#bundle = bundle;
    this.hasWindow = hasWindow;
    this.slots = slots;
    this.workspace = new ChaosWorkspace(trees);
    this.tally = tally;
    tally.flows += trees.length;
  }

  /** Makes its limit. */
  async prepare(): Promise<void> {
    if (this.slots !== null) await this.host(0).ask("setLimit", { name: "desk", limit: this.slots });
  }

  /** The host of that number, started where there is none any more. */
  host(number: number): HostProcess {
    const index = number % hostCount;
    const known = this.#hosts[index];
    if (known?.isAlive === true) return known;
    const host = new HostProcess(this.#bundle, this.workspace, graceMs);
    this.#hosts[index] = host;
    return host;
  }

  get hosts(): readonly HostProcess[] {
    return this.#hosts.filter((host) => host !== undefined);
  }

  /** A host that nobody has asked anything: what it says, it has read from the files. */
  freshHost(): HostProcess {
    return new HostProcess(this.#bundle, this.workspace, graceMs);
  }

  /** The editor's engine, started where there is none any more. */
  async openWindow(): Promise<EditorWindow> {
    if (this.window?.isAlive !== true) this.window = await EditorWindow.open(this.workspace);
    return this.window;
  }

  runs(): readonly RunFolder[] {
    const runs = this.workspace.runs();
    for (const { id } of runs) {
      if (this.#known.has(id)) continue;
      this.#known.add(id);
      this.tally.runs += 1;
    }
    return runs;
  }

  run(number: number): RunFolder | undefined {
    const runs = [...this.runs()].sort((a, b) => (a.id < b.id ? -1 : 1));
    return runs[number % Math.max(1, runs.length)];
  }

  async start(flow: number, host: HostProcess): Promise<string | undefined> {
    const { flows } = this.workspace;
    const name = flows[flow % flows.length] ?? "";
    return (await this.attempt(host, "start", { file: this.workspace.moduleOf(name), flow: name }))?.id;
  }

  /** Asks, and gives `undefined` for what was refused as it may be, or cut off by the end of the host. @throws Violation */
  attempt<Method extends keyof HostRequests>(host: HostProcess, method: Method, params: HostRequests[Method]["params"]): Promise<HostRequests[Method]["result"] | undefined> {
    return this.#answered(method, () => host.ask(method, params));
  }

  /** The same of the editor's engine. */
  attemptInWindow<T>(method: string, ask: () => Promise<T>): Promise<T | undefined> {
    return this.#answered(method, ask);
  }

  async #answered<T>(method: string, ask: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await ask();
      this.tally.request(method, "answered");
      return answer;
    } catch (error) {
      if (error instanceof HostGone) {
        this.tally.request(method, "cut off");
        return undefined;
      }
      if (error instanceof RefusedRequest && (refusals.has(error.failure.code) || runnerKilled.test(error.failure.message))) {
        this.tally.request(method, "refused");
        return undefined;
      }
      throw new Violation("A request is answered, or refused for a reason", "an answer, or a refusal by the state of the run", error instanceof Error ? error.message : String(error), `${method}, ${this.workspace.root}`);
    }
  }

  async request({ kind, run: number, host: hostNumber }: Request): Promise<void> {
    const host = this.host(hostNumber);
    const run = this.run(number);
    if (run === undefined) return;
    switch (kind) {
      case "list":
        await this.attempt(host, "list", {});
        return;
      case "query":
        await this.attempt(host, "query", { sql: "SELECT f.id, count(t.id) FROM flow_runs f LEFT JOIN task_runs t ON t.flow_run_id = f.id GROUP BY f.id" });
        return;
      case "limits":
        await this.attempt(host, "limits", {});
        return;
      case "prune": {
        // Retention takes runs that have ended, never one that goes on.
        const living = this.runs().filter((each) => this.isOwned(each));
        await this.attempt(host, "prune", { maxRuns: 3 });
        const lost = living.find((each) => this.isOwned(each) && !existsSync(each.directory));
        if (lost !== undefined) throw new Violation("A run that goes on is not deleted (J6)", "its folder", "none", lost.directory);
        return;
      }
      case "rerun":
        await this.attempt(host, "rerun", { run: run.id, onlyFailed: number % 2 === 0 });
        return;
      case "resume":
        await this.attempt(host, "resume", this.toResume(run));
        return;
      case "show":
      case "logs":
      case "cancel":
      case "retry":
      case "delete":
        await this.attempt(host, kind, { run: run.id });
        return;
    }
  }

  /** One that waits for a person is given what it wants. */
  toResume(run: RunFolder): HostRequests["resume"]["params"] {
    return { run: run.id, given: seeRun(run)?.rootState?.type === "PAUSED" ? givenNumber : null };
  }

  see(run: RunFolder): SeenRun | undefined {
    return seeRun(run);
  }

  /** Whether a process has the run, or has been told to have it and has not come to that: one goes on without the engine that spawned it. */
  hasRunner(run: RunFolder): boolean {
    return runnerPids(run.directory, this.workspace.root).length > 0;
  }

  isOwned(run: RunFolder): boolean {
    return ownerPid(run.directory, this.workspace.root) !== undefined;
  }

  /** Holds the files of all runs against what must be true of them. @throws Violation */
  check(): void {
    for (const run of this.runs()) {
      const isOwned = this.isOwned(run);
      const before = this.workspace.witness();
      const seen = seeRun(run);
      if (seen === undefined) continue;
      const after = this.workspace.witness();
      this.tally.checks += 1;
      checkRecords(seen, { isOwned });
      checkTransitions(seen);
      this.#memory.check(seen, { before, after });
    }
    if (this.slots !== null) checkSlots(this.workspace.witness(), this.slots, this.workspace.root);
    checkExclusion(this.workspace.witness(), this.workspace.root, (key) => key.startsWith("shared.alone"));
  }

  /** Waits for a fact, which must come to be within the time. @throws Violation */
  async within(ms: number, invariant: string, expected: string, look: () => { readonly found: string; readonly where: string } | undefined): Promise<void> {
    const end = Date.now() + ms;
    for (;;) {
      const missing = look();
      if (missing === undefined) return;
      if (Date.now() > end) throw new Violation(invariant, `${expected} within ${ms / 1_000} s`, missing.found, missing.where);
      await delay(20);
    }
  }

  /** What is kept to be looked at does not go on. */
  async endAll(): Promise<void> {
    await this.endHosts();
    for (const { pid } of processesOf(this.workspace.root)) signal(pid, "SIGKILL");
  }

  async endHosts(): Promise<void> {
    await this.window?.kill("SIGKILL");
    await Promise.all(this.hosts.map((host) => host.kill("SIGKILL")));
  }
}
