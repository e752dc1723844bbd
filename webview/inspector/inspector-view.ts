/** Everything about the selected run, one thing below the other: what went wrong, why, what went in and came out. */
import type { FlowRunDetail, TaskRunDetail } from "../../core/protocol/editor-api.ts";
import type { ArtifactDocument, FlowRunDocument, ItemsDocument, StateDocument, TaskRunDocument } from "../../core/protocol/run-document.ts";
import { taskNumber } from "../../core/protocol/run-picture.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { counted, durationWords, iconOf, stateWords } from "../layout/words.ts";
import type { Detail, PlacedFrame } from "../model/details.ts";
import type { Session } from "../model/session.ts";
import { fill, icon, make, type Child } from "../parts/dom.ts";
import { iconButton } from "../parts/toolkit.ts";
import { after, type Disposable } from "../timers.ts";
import { artifactView } from "./artifact-view.ts";
import { jsonTree } from "./json-tree.ts";
import { placeOf } from "../model/source-place.ts";
import { errorView, type Sources } from "./error-view.ts";
import { placeLink } from "./places.ts";
import { withRunLinks } from "./run-links.ts";

export class InspectorView {
  readonly element = make("section", { class: "inspector", "aria-label": "Inspector", tabindex: -1 });
  readonly #session: Session;
  readonly #body = make("div", { class: "inspector-body" });
  readonly #title = make("div", { class: "inspector-title" });
  readonly #actions = make("div", { class: "inspector-actions", role: "toolbar", "aria-label": "Task run" });
  /** Sections that someone has closed or opened, by their title. */
  readonly #toggled = new Map<string, boolean>();
  readonly #close: HTMLElement;
  #late: Disposable | undefined;
  #onClose: () => void = () => undefined;

  constructor(session: Session) {
    this.#session = session;
    this.#close = iconButton("close", { label: "Close inspector (Escape)", onClick: () => this.#onClose() });
    this.element.addEventListener("keydown", ({ key }) => key === "Escape" && this.#onClose());
    this.element.append(make("div", { class: "inspector-head" }, this.#title, this.#actions, this.#close), this.#body);
  }

  onClose(listener: () => void): void {
    this.#onClose = listener;
  }

  update(): void {
    const detail = this.#session.shown?.details.detail;
    this.#late?.dispose();
    // Beside the timeline it shows the run itself where nothing is selected; that cannot be closed.
    this.#close.hidden = this.#session.store.state.selection === null;
    if (detail !== undefined) return this.#show(detail);
    // What was shown stays for a moment, so that nothing flashes.
    this.#late = after(150, () => {
      fill(this.#title);
      fill(this.#body, make("div", { class: "skeleton" }), make("div", { class: "skeleton" }));
    });
  }

  #show(detail: Detail): void {
    const { scrollTop } = this.element;
    fill(this.#actions);
    switch (detail.kind) {
      case "failed":
        fill(this.#title, "Not readable");
        fill(this.#body, make("p", {}, detail.failure.message), detail.failure.hint !== null && make("p", { class: "dim" }, detail.failure.hint));
        break;
      case "task":
        this.#showTask(detail.task, detail.frame);
        break;
      case "flow":
        this.#showFlow(detail.detail, detail.frame);
        break;
    }
    this.element.scrollTop = scrollTop;
  }

  #showTask(task: TaskRunDetail, frame: PlacedFrame | null): void {
    this.#showTitle(task.name, task.state);
    this.#showActions(task);
    fill(
      this.#body,
      this.#facts([`${durationWords(task.totalRunTimeMs * 1_000)} running`, task.attempt > 1 ? `${task.attempt} attempts` : "", ...(task.superseded ? ["superseded"] : [])]),
      task.why !== null && make("p", { class: "why" }, icon("info"), make("span", {}, ...this.#linked(task.why))),
      task.error !== null && this.#section("Error", errorView(task.error, frame, this.#sources())),
      this.#artifacts(task.artifacts, task.id),
      this.#values("Inputs", task.inputs),
      this.#items(task.items),
      hasResult(task.result) && this.#section("Result", jsonTree(task.result, "Result")),
      this.#section("States", this.#states(task.states)),
      task.dependsOn.length > 0 && this.#section("Depends on", this.#dependencies(task)),
      this.#places(task.callSite, task.definition),
      task.tags.length > 0 && this.#section("Tags", make("div", { class: "inspector-text" }, task.tags.join(", "))),
    );
  }

  #showFlow({ flowRun, artifacts, result, error }: FlowRunDetail, frame: PlacedFrame | null): void {
    this.#showTitle(flowRun.name, flowRun.state);
    fill(
      this.#body,
      this.#facts([`${durationWords(flowRun.totalRunTimeMs * 1_000)} running`, flowRun.attempt > 1 ? counted(flowRun.attempt, "attempt") : "", flowRun.version === null ? "" : `version ${flowRun.version.slice(0, 8)}`]),
      error !== undefined && this.#section("Error", errorView(error, frame, this.#sources())),
      this.#artifacts(artifacts, null),
      this.#values("Parameters", flowRun.parameters),
      this.#items(flowRun.items),
      hasResult(result) && this.#section("Result", jsonTree(result, "Result")),
      this.#section("States", this.#states(flowRun.states)),
      this.#places(null, definitionOf(flowRun)),
      flowRun.tags.length > 0 && this.#section("Tags", make("div", { class: "inspector-text" }, flowRun.tags.join(", "))),
    );
  }

  #showActions({ id, superseded }: TaskRunDetail): void {
    const number = taskNumber(this.#rootId(id), id);
    if (number === undefined || superseded === true || !this.#session.canRerun) return;
    fill(
      this.#actions,
      iconButton("debug-rerun", { label: "Rerun from here (R)", onClick: () => this.#session.rerunFrom(number, "rerunFrom") }),
      iconButton("debug-alt", { label: "Debug from here", onClick: () => this.#session.rerunFrom(number, "debugFrom") }),
    );
  }

  #showTitle(name: string, state: StateDocument): void {
    fill(this.#title, make("span", { class: `state state-${state.type.toLowerCase()}` }, icon(iconOf(state.type, state.name), state.type === "RUNNING")), make("span", { class: "inspector-name", title: name }, name), make("span", { class: "dim" }, stateWords(state.name)));
  }

  #facts(facts: readonly string[]): HTMLElement {
    return make("p", { class: "inspector-facts dim" }, facts.filter((fact) => fact !== "").join(" · "));
  }

  #values(title: string, values: Readonly<Record<string, Json>>): HTMLElement | false {
    const entries = Object.entries(values);
    if (entries.length === 0) return false;
    return this.#section(title, jsonTree(values, title));
  }

  /** `shown`: the task run that they are shown with; whoever else made one is named. */
  #artifacts(artifacts: readonly ArtifactDocument[], shown: string | null): HTMLElement | false {
    if (artifacts.length === 0) return false;
    const makerOf = ({ taskRunId }: ArtifactDocument): Child => (taskRunId === null || taskRunId === shown ? null : this.#taskLink(taskRunId, this.#rootId(taskRunId)));
    return this.#section("Artifacts", ...artifacts.map((artifact) => artifactView(artifact, makerOf(artifact))));
  }

  #items(items: ItemsDocument | undefined): HTMLElement | false {
    if (items === undefined) return false;
    const { count, first, last } = items;
    const left = count - first.length;
    return this.#section(
      "Items",
      make("div", { class: "inspector-text dim" }, last === null ? "None yet" : `${counted(count, "item")}, the last ${last.timestamp.slice(11, 23)} UTC`),
      first.length > 0 && jsonTree(first.map(({ value }) => value), "Items"),
      left > 0 && last !== null && make("div", { class: "inspector-text dim" }, `${(left - 1).toLocaleString("en")} more, then`),
      left > 0 && last !== null && jsonTree(last.value, "Last item"),
    );
  }

  #section(title: string, ...content: readonly Child[]): HTMLElement {
    const details = make("details", { class: "section", open: this.#toggled.get(title) ?? true }, make("summary", {}, title), make("div", { class: "section-body" }, ...content));
    details.addEventListener("toggle", () => this.#toggled.set(title, details.open));
    return details;
  }

  #states(states: readonly StateDocument[]): HTMLElement {
    const times = states.map(({ timestamp }) => microseconds(timestamp));
    const rows = states.map((state, index) => {
      const next = times[index + 1];
      const time = times[index] ?? 0;
      const message = state.message ?? state.why;
      return make(
        "li",
        {},
        make("span", { class: `state state-${state.type.toLowerCase()}` }, icon(next !== undefined && state.type === "RUNNING" ? "play" : iconOf(state.type, state.name), next === undefined && state.type === "RUNNING")),
        make("span", { class: "state-name" }, stateWords(state.name)),
        make("span", { class: "dim state-for" }, next === undefined ? "" : durationWords(next - time)),
        make("span", { class: "dim state-at" }, `+${durationWords(time - (times[0] ?? 0))}`),
        message !== null && message !== undefined && make("div", { class: "state-message dim" }, message),
      );
    });
    return make("ol", { class: "states" }, ...rows);
  }

  #linked(why: string): Child[] {
    return withRunLinks(why, this.#session.list.runs, (runId) => this.#session.show({ kind: "run", runId }));
  }

  #dependencies({ dependsOn, id }: TaskRunDocument): HTMLElement {
    const rootId = this.#rootId(id);
    return make(
      "ul",
      { class: "plain" },
      ...dependsOn.slice(0, 100).map(({ taskRunId, via, parameter }) => {
        return make("li", {}, this.#taskLink(taskRunId, rootId), make("span", { class: "dim" }, parameter === undefined ? ` ${via}` : ` as ${parameter}`));
      }),
    );
  }

  #rootId(taskRunId: string): string {
    return this.#session.shown?.run.mirror?.run.id ?? taskRunId.replace(/-\d+$/, "");
  }

  #taskLink(taskRunId: string, rootId: string): HTMLElement {
    const number = taskNumber(rootId, taskRunId);
    const link = make("button", { class: "link", type: "button" }, this.#session.taskName(number) ?? taskRunId);
    link.addEventListener("click", () => number !== undefined && this.#session.reveal({ kind: "task", task: number }));
    return link;
  }

  #places(callSite: string | null, definition: string | null): HTMLElement | false {
    const rows = [
      ["Called at", callSite],
      ["Defined at", definition],
    ].flatMap(([label, position]) => {
      const place = typeof position === "string" ? placeOf(position, this.#root()) : undefined;
      return place === undefined ? [] : [make("li", {}, make("span", { class: "dim" }, `${label} `), placeLink(position ?? "", place, this.#open()))];
    });
    return rows.length > 0 && this.#section("Source", make("ul", { class: "plain" }, ...rows));
  }

  #sources(): Sources {
    return { root: this.#root(), open: this.#open() };
  }

  #root(): string {
    return this.#session.folder?.path ?? "";
  }

  #open(): Parameters<typeof placeLink>[2] {
    return (place) => this.#session.act({ kind: "openSource", place });
  }
}

/** `null` stands for `undefined` too, which is what most flows return; that is nothing to read. */
function hasResult(result: Json | undefined): result is Json {
  return result !== undefined && result !== null;
}

function definitionOf({ definition }: FlowRunDocument): string | null {
  return definition;
}

function microseconds(timestamp: string): number {
  // ISO with microseconds, of which a Date keeps milliseconds.
  const micros = Number(/\.\d{3}(\d{3})Z$/.exec(timestamp)?.[1] ?? 0);
  return Date.parse(timestamp) * 1_000 + micros;
}
