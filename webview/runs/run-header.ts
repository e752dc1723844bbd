/** What is shown: the flow and its run, how it stands, and what can be done with it. */
import { isPartial } from "../../core/presentation/run-look.ts";
import { isWaiting } from "../../core/presentation/waiting-words.ts";
import type { FlowEntry } from "../../core/protocol/flow-entry.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { counted, durationWords, isOver, runDurationUs, stateWords } from "../layout/words.ts";
import { durationOf, spanOf } from "../layout/spans.ts";
import { fromWords } from "../model/origin.ts";
import type { Session } from "../model/session.ts";
import { fill, icon, make, setText } from "../parts/dom.ts";
import { iconButton } from "../parts/toolkit.ts";
import { every, nowUs } from "../timers.ts";
import { stateIcon } from "./run-row.ts";

export class RunHeader {
  readonly element: HTMLElement;
  readonly #session: Session;
  readonly #title = make("button", { class: "run-title", type: "button", title: "Show the run itself" });
  readonly #facts = make("div", { class: "run-facts dim" });
  readonly #duration = make("span", { class: "run-time" });
  readonly #origin = make("div", { class: "run-origin dim", hidden: true });
  readonly #problem = make("div", { class: "run-problem", hidden: true });
  readonly #actions = make("div", { class: "run-actions", role: "toolbar", "aria-label": "Run" });
  readonly #onAnswer: () => void;
  #shownActions = "";

  /** `onAnswer`: the form of what the run waits for should have the focus. */
  constructor(session: Session, onAnswer: () => void) {
    this.#session = session;
    this.#onAnswer = onAnswer;
    this.element = make("div", { class: "run-header" }, make("div", { class: "run-line" }, this.#title, this.#actions), this.#facts, this.#origin, this.#problem);
    this.#title.addEventListener("click", () => session.reveal({ kind: "run" }));
    every(100, () => this.#tick());
  }

  get run(): RunSummary | undefined {
    const { list, shown } = this.#session;
    return shown?.run.mirror?.run ?? (shown === undefined ? undefined : list.find(shown.run.runId));
  }

  update(): void {
    const { run } = this;
    const { target } = this.#session.store.state;
    const flow = target?.kind === "flow" ? this.#session.folder?.flows.find(({ id }) => id === target.flowId) : undefined;
    this.element.hidden = run === undefined && flow === undefined;
    if (flow !== undefined) this.#showFlow(flow);
    if (run === undefined) return;
    fill(this.#title, stateIcon(run), make("span", { class: "run-title-flow" }, run.flow), make("span", { class: "run-title-name dim" }, run.name));
    fill(this.#facts, make("span", { class: `state-${run.state.type.toLowerCase()}` }, stateWords(run.state.name)), this.#duration, ...this.#factsOf(run));
    this.#showDuration(run);
    const problem = run.problem ?? (isOver(run) && run.state.type !== "COMPLETED" && run.failure === null ? run.state.message : null);
    this.#problem.hidden = problem === null;
    setText(this.#problem, problem ?? "");
    this.#showOrigin();
    this.#updateActions(run);
  }

  /** `rerun of brisk-heron from parse-0`, with a link to the run that it repeats. */
  #showOrigin(): void {
    const origin = this.#session.shown?.origin.origin;
    this.#origin.hidden = origin === undefined;
    if (origin === undefined) return;
    const { runId, name } = origin;
    const link = make("button", { class: "link", type: "button", title: "Show the run that it repeats" }, name ?? "");
    link.addEventListener("click", () => this.#session.show({ kind: "run", runId }));
    fill(this.#origin, "rerun of ", name === null ? "a run that was deleted" : link, fromWords(origin));
  }

  #showFlow({ id, name, description, parameters, file, line, column }: FlowEntry): void {
    fill(this.#title, make("span", { class: "state" }, icon("type-hierarchy-sub")), make("span", { class: "run-title-flow" }, name));
    fill(this.#facts, make("span", {}, description ?? "Not run yet: this is what its code shows."));
    this.#problem.hidden = true;
    this.#origin.hidden = true;
    const { canRun } = this.#session;
    const key = `${id} ${canRun}`;
    if (key === this.#shownActions) return;
    this.#shownActions = key;
    fill(
      this.#actions,
      canRun && iconButton("play", { label: parameters === "required" ? "Run flow…" : "Run flow", onClick: () => this.#session.act({ kind: "runFlow", flowId: id }) }),
      canRun && iconButton("debug-alt", { label: "Debug flow", onClick: () => this.#session.act({ kind: "debugFlow", flowId: id }) }),
      iconButton("go-to-file", { label: "Go to source", onClick: () => this.#session.openPosition(`${file}:${line}:${column}`) }),
    );
  }

  #factsOf({ tasks, attempt, trigger }: RunSummary): HTMLElement[] {
    const facts = [tasks.total === tasks.completed ? counted(tasks.total, "task") : `${tasks.completed}/${counted(tasks.total, "task")}`];
    if (tasks.failed > 0) facts.push(`${tasks.failed} failed`);
    if (attempt > 1) facts.push(`attempt ${attempt}`);
    if (trigger === "script") facts.push("script");
    return facts.map((fact) => make("span", {}, fact));
  }

  #updateActions(run: RunSummary): void {
    const { canRun } = this.#session;
    const key = `${run.id} ${isOver(run)} ${run.isResumable} ${run.state.type} ${canRun} ${isWaiting(run)}`;
    if (key === this.#shownActions) return;
    this.#shownActions = key;
    const act = (kind: "stop" | "resume" | "again" | "debugAgain" | "rerunFailed" | "openInEditor" | "showLog"): (() => void) => () => this.#session.act({ kind, runId: run.id });
    const actions: HTMLElement[] = [];
    if (isWaiting(run) && canRun) actions.push(iconButton("reply", { label: "Answer (I)", onClick: this.#onAnswer }));
    if (!isOver(run)) actions.push(iconButton("debug-stop", { label: run.state.type === "CANCELLING" ? "Stop now" : "Stop", onClick: act("stop") }));
    if (run.isResumable && canRun) actions.push(iconButton("debug-continue", { label: "Resume from the last success", onClick: act("resume") }));
    if (isPartial(run) && canRun) actions.push(iconButton("run-errors", { label: "Rerun failed: a new run of what did not complete", onClick: act("rerunFailed") }));
    if (isOver(run) && canRun) {
      actions.push(iconButton("debug-rerun", { label: "Run again", onClick: act("again") }), iconButton("debug-alt", { label: "Debug again", onClick: act("debugAgain") }));
    }
    if (this.#session.host?.kind === "panel") actions.push(iconButton("go-to-file", { label: "Open in editor", onClick: act("openInEditor") }));
    actions.push(iconButton("copy", { label: "Copy run id", onClick: () => this.#session.act({ kind: "copy", text: run.id }) }));
    fill(this.#actions, ...actions);
  }

  #tick(): void {
    const { run } = this;
    if (run !== undefined && !isOver(run) && document.visibilityState === "visible") this.#showDuration(run);
  }

  #showDuration(run: RunSummary): void {
    const mirror = this.#session.shown?.run.mirror;
    const root = mirror?.flowRuns[0];
    // Of a run that was resumed the states tell more than its first start and its last end.
    const took = mirror === undefined || root === undefined ? runDurationUs(run, nowUs()) : durationOf(spanOf(mirror.stateNames, root.states), nowUs() - mirror.originAt);
    setText(this.#duration, durationWords(took));
  }
}

export function bannerOf(session: Session): HTMLElement | null {
  const status = session.folder?.status;
  if (status === "stopped") return make("div", { class: "banner banner-error", role: "status" }, icon("debug-disconnect"), "Out of touch: the engine is not running. Runs that had begun go on by themselves.");
  if (status === "starting" && session.shown?.run.mirror !== undefined) return make("div", { class: "banner", role: "status" }, icon("loading", true), "Getting in touch with the engine again…");
  return null;
}
