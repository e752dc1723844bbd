/**
 * The view's one source of truth: what the host says goes in, what parts show comes out, and what people do comes back
 * as a change of state or an action. Data flows one way: transport, session, views.
 */
import type { FlowEntry } from "../../core/protocol/flow-entry.ts";
import { taskNumber, taskRunId, taskRunName } from "../../core/protocol/run-picture.ts";
import type { EngineStatus, HostInfo, HostMessage, ShowTarget, Transport, ViewAction, ViewFolder } from "../../core/protocol/view-api.ts";
import { assertNever } from "../../core/base/assert-never.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import { Batch, type Disposable } from "../timers.ts";
import { Emitter } from "./emitter.ts";
import { EngineLink } from "./engine-link.ts";
import { firstFailure } from "./first-failure.ts";
import type { PictureChange } from "./picture.ts";
import { placeOf } from "./source-place.ts";
import { RunList } from "./run-list.ts";
import { showRun, type ShownRun } from "./shown-run.ts";
import { restoreState, ViewStore, type Selection, type Target } from "./view-state.ts";

export class Session implements Disposable {
  readonly store: ViewStore;
  readonly link: EngineLink;
  readonly list: RunList;
  /** Folders, their engines and flows, trust. */
  readonly hostChanged = new Emitter<Session>();
  /** Another run is shown, or none. */
  readonly shownChanged = new Emitter<Session>();
  /** The selected task should be brought into sight. */
  readonly revealed = new Emitter<Selection>();
  readonly #transport: Transport;
  readonly #saving: Batch;
  readonly #disposables: Disposable[] = [];
  #host: HostInfo | undefined;
  #shown: ShownRun | undefined;
  /** A task to select once the run's picture is there. */
  #awaited: { readonly runId: string; readonly taskRunId: string | null } | undefined;
  #goneRun: string | undefined;
  /** Until someone has chosen, what failed first is selected by itself. */
  #hasChosen = false;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.store = new ViewStore(restoreState(transport.loadState()));
    this.link = new EngineLink(transport);
    this.list = new RunList(this.link);
    this.#saving = new Batch(200, () => transport.saveState(this.store.state));
    this.#disposables.push(
      transport.onMessage((message) => this.#receive(message)),
      this.store.changed.on(() => this.#saving.call()),
      this.#saving,
    );
    transport.post({ type: "ready" });
  }

  /** `undefined` until the host has said hello. */
  get host(): HostInfo | undefined {
    return this.#host;
  }

  get folder(): ViewFolder | undefined {
    return this.#host?.folders.find(({ folder }) => folder === this.store.state.folder);
  }

  get shown(): ShownRun | undefined {
    return this.#shown;
  }

  /** Name of the run that was deleted while it was shown, until another is. */
  get goneRun(): string | undefined {
    return this.#goneRun;
  }

  act(action: ViewAction): void {
    const { folder } = this.store.state;
    if (folder !== null) this.#transport.post({ type: "act", folder, action });
  }

  showFolder(folder: string): void {
    if (folder === this.store.state.folder) return;
    this.store.update({ folder, target: null, selection: null });
    this.#showList();
    this.#openTarget(null);
  }

  filterRuns(patch: Partial<ReturnType<typeof this.runFilter>>): void {
    this.store.update({ runFilter: { ...this.runFilter(), ...patch } });
    this.#showList();
  }

  runFilter(): Session["store"]["state"]["runFilter"] {
    return this.store.state.runFilter;
  }

  show(target: Target | null): void {
    const before = this.store.state.target;
    if (target?.kind === "run" && before?.kind === "run" && before.runId === target.runId && this.#shown !== undefined) return;
    this.#awaited = undefined;
    this.#goneRun = undefined;
    this.#hasChosen = false;
    // Of a flow that has not run there is nothing but its graph; of a run that it became there is time to see.
    const tab = target?.kind === "flow" ? "graph" : before?.kind === "flow" ? "timeline" : this.store.state.tab;
    this.store.update({ target, tab, selection: null, zoom: null, toggledRows: [], openNodes: [] });
    this.#openTarget(target);
    if (target?.kind === "run") this.#tellSelected();
  }

  select(selection: Selection | null): void {
    this.#awaited = undefined;
    this.#hasChosen = true;
    this.store.update({ selection });
    this.#followSelection();
    this.#tellSelected();
  }

  taskName(task: number | undefined): string | undefined {
    const mirror = this.#shown?.run.mirror;
    const tuple = task === undefined ? undefined : mirror?.tasks[task];
    return mirror === undefined || tuple === undefined ? undefined : taskRunName(mirror, tuple);
  }

  /** Whether the run that is shown can be run again in part: it has ended, and its engine is there and may run. */
  get canRerun(): boolean {
    const run = this.#shown?.run.mirror?.run;
    return run !== undefined && isFinalType(run.state.type) && this.canRun && this.#shown?.run.mirror?.flowRuns[0] !== undefined;
  }

  get canRun(): boolean {
    return this.#host?.isTrusted !== false && this.folder?.status === "running";
  }

  /** A new run, from a task run of the one that is shown on. Nothing happens where that cannot be. */
  rerunFrom(task: number, kind: "rerunFrom" | "debugFrom"): void {
    const run = this.#shown?.run.mirror?.run;
    if (run !== undefined && this.canRerun) this.act({ kind, runId: run.id, taskRunId: taskRunId(run.id, task) });
  }

  /** Opens `file:line:column`, relative to the folder, in the editor. */
  openPosition(position: string): void {
    const place = placeOf(position, this.folder?.path ?? "");
    if (place !== undefined) this.act({ kind: "openSource", place });
  }

  /** Selects and brings into sight, as when a log line or a dependency is clicked. */
  reveal(selection: Selection): void {
    this.select(selection);
    this.revealed.emit(selection);
  }

  dispose(): void {
    this.#closeShown();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #receive(message: HostMessage): void {
    switch (message.type) {
      case "hello":
        return this.#greet(message.host);
      case "response":
      case "failed":
        return this.link.receive(message);
      case "event":
        return this.#receiveEvent(message);
      case "runs":
        return this.#changeRuns(message);
      case "flows":
        return this.#changeFolder(message.folder, { flows: message.flows });
      case "engine":
        return this.#changeEngine(message.folder, message.status);
      case "show":
        return this.#showFromHost(message.folder, message.target);
      default:
        return assertNever(message, "message");
    }
  }

  #receiveEvent({ folder, event, params }: Extract<HostMessage, { readonly type: "event" }>): void {
    const shown = this.#shown;
    if (shown === undefined || shown.run.folder !== folder) return;
    if (event === "millrace/pictureChanged" && params.run.id === shown.run.runId) shown.run.apply(params);
    if (event === "millrace/logged" && params.runId === shown.run.runId) shown.logs.append(params.from, params.lines);
  }

  #changeRuns({ folder, changed, removed }: Extract<HostMessage, { readonly type: "runs" }>): void {
    this.list.apply(folder, changed, removed);
    const shown = this.#shown?.run;
    if (shown?.folder !== folder || !removed.includes(shown.runId)) return;
    const name = shown.mirror?.run.name ?? "The run";
    this.show(null);
    this.#goneRun = name;
    this.shownChanged.emit(this);
  }

  #greet(host: HostInfo): void {
    this.#host = host;
    const { state } = this.store;
    const isKnown = host.folders.some(({ folder }) => folder === state.folder);
    const folder = host.target?.folder ?? (isKnown ? state.folder : (host.folders[0]?.folder ?? null));
    if (folder !== state.folder) this.store.update({ folder, target: null, selection: null });
    this.hostChanged.emit(this);
    this.#showList();
    const wanted = host.target?.target;
    const current = this.store.state.target;
    // What the view remembers of itself says more (zoom, selection) when both mean the same run.
    if (wanted !== undefined && !(wanted.kind === "run" && current?.kind === "run" && wanted.runId === current.runId)) this.#showFromHost(folder ?? "", wanted);
    else this.#openTarget(current);
  }

  #changeFolder(uri: string, patch: { readonly flows?: readonly FlowEntry[]; readonly status?: EngineStatus }): void {
    if (this.#host === undefined) return;
    this.#host = { ...this.#host, folders: this.#host.folders.map((folder) => (folder.folder === uri ? { ...folder, ...patch } : folder)) };
    this.hostChanged.emit(this);
  }

  #changeEngine(folder: string, status: EngineStatus): void {
    const before = this.#host?.folders.find((known) => known.folder === folder)?.status;
    if (status !== "running") this.link.forget(folder);
    this.#changeFolder(folder, { status });
    if (status !== "running" || before === "running" || folder !== this.store.state.folder) return;
    this.#showList();
    if (this.#shown === undefined) return this.#openTarget(this.store.state.target);
    void this.#shown.run.open(true);
    void this.#shown.logs.read();
  }

  #showFromHost(folder: string, target: ShowTarget): void {
    if (folder !== this.store.state.folder) this.showFolder(folder);
    if (target.kind === "flow") return this.show({ kind: "flow", flowId: target.flowId });
    this.show({ kind: "run", runId: target.runId });
    if (target.taskRunId === null) return;
    this.#awaited = { runId: target.runId, taskRunId: target.taskRunId };
    this.#selectAwaited();
  }

  #showList(): void {
    const { folder, runFilter } = this.store.state;
    if (folder !== null) void this.list.show(folder, runFilter);
  }

  #openTarget(target: Target | null): void {
    this.#closeShown();
    const { folder } = this.store.state;
    if (target?.kind === "run" && folder !== null) {
      const shown = showRun(this.link, { folder, path: this.folder?.path ?? "" }, target.runId);
      this.#shown = shown;
      shown.run.changed.on((change) => {
        if (change.kind !== "failed") this.#selectAwaited();
        if (change.kind === "whole") {
          this.#followSelection();
          shown.details.refresh();
        }
        if (change.kind === "delta" && this.#isAboutSelection(change.change)) void shown.details.reload();
      });
      void shown.run.open();
      void shown.logs.read();
    }
    this.shownChanged.emit(this);
  }

  #closeShown(): void {
    this.#shown?.dispose();
    this.#shown = undefined;
  }

  /** Selects what the host asked for, else what went wrong first. */
  #selectAwaited(): void {
    const mirror = this.#shown?.run.mirror;
    if (mirror === undefined) return;
    const { selection } = this.store.state;
    const awaited = this.#awaited;
    if (awaited?.taskRunId != null && awaited.runId === mirror.run.id) {
      const task = taskNumber(mirror.run.id, awaited.taskRunId);
      if (task !== undefined && mirror.tasks[task] !== undefined) this.reveal({ kind: "task", task });
      return;
    }
    if (selection === null && !this.#hasChosen) {
      const failed = firstFailure(mirror);
      if (failed !== undefined) this.reveal(failed);
    }
  }

  #followSelection(): void {
    const mirror = this.#shown?.run.mirror;
    const { selection } = this.store.state;
    if (mirror === undefined || this.#shown === undefined) return;
    const rootId = mirror.flowRuns[0]?.id;
    if (selection?.kind === "task") this.#shown.details.show({ kind: "task", taskRunId: taskRunId(mirror.run.id, selection.task) });
    else this.#shown.details.show(rootId === undefined ? null : { kind: "flow", flowRunId: rootId });
  }

  #isAboutSelection(change: PictureChange): boolean {
    const { selection } = this.store.state;
    return selection?.kind === "task" ? change.tasks.includes(selection.task) : change.flowRuns.includes(0);
  }

  #tellSelected(): void {
    const { folder, target, selection } = this.store.state;
    if (folder === null || target?.kind !== "run") return;
    this.#transport.post({ type: "selected", folder, runId: target.runId, taskRunId: selection?.kind === "task" ? taskRunId(target.runId, selection.task) : null });
  }
}
