/** All that a view keeps of itself: enough to be made again as it was (V1). Plain JSON. */
import type { LogLine, StateFilter } from "../../core/protocol/editor-api.ts";
import type { FormTexts } from "../../core/presentation/input-form.ts";
import { Emitter } from "./emitter.ts";

export type Tab = "timeline" | "graph" | "logs";

export type Selection = { readonly kind: "run" } | { readonly kind: "task"; readonly task: number };

export type LogLevel = LogLine["level"];

export interface RunFilter {
  readonly flow: string | null;
  readonly state: StateFilter | null;
  readonly text: string;
}

export interface LogFilter {
  readonly level: LogLevel;
  readonly text: string;
  /** Only what the selected task logged, and what was logged inside of it. */
  readonly isOfSelection: boolean;
}

/** What is shown: a run, or a flow that has not run. */
export type Target = { readonly kind: "run"; readonly runId: string } | { readonly kind: "flow"; readonly flowId: string };

export interface Zoom {
  readonly from: number;
  readonly span: number;
}

export interface ViewState {
  readonly folder: string | null;
  readonly target: Target | null;
  readonly selection: Selection | null;
  readonly tab: Tab;
  readonly runFilter: RunFilter;
  readonly logFilter: LogFilter;
  /** Rows that stand the other way round than by default. */
  readonly toggledRows: readonly string[];
  /** Nodes of the graph that are unfolded. */
  readonly openNodes: readonly string[];
  /** `null`: all of it. */
  readonly zoom: Zoom | null;
  readonly collapsesIdle: boolean;
  readonly showsCriticalPath: boolean;
  readonly isListOpen: boolean;
  /** What was typed as answers that are not given yet, by field: the newest are kept. */
  readonly drafts: Readonly<Record<string, FormTexts>>;
  /** Pixels, as dragged; `null`: by default. */
  readonly sizes: { readonly list: number | null; readonly inspectorBelow: number | null; readonly inspectorBeside: number | null; readonly names: number | null };
}

export const firstState: ViewState = {
  folder: null,
  target: null,
  selection: null,
  tab: "timeline",
  runFilter: { flow: null, state: null, text: "" },
  logFilter: { level: "debug", text: "", isOfSelection: true },
  toggledRows: [],
  openNodes: [],
  zoom: null,
  collapsesIdle: true,
  showsCriticalPath: false,
  isListOpen: true,
  drafts: {},
  sizes: { list: null, inspectorBelow: null, inspectorBeside: null, names: null },
};

export interface StateChange {
  readonly state: ViewState;
  readonly before: ViewState;
}

export class ViewStore {
  readonly changed = new Emitter<StateChange>();
  #state: ViewState;

  constructor(state: ViewState) {
    this.#state = state;
  }

  get state(): ViewState {
    return this.#state;
  }

  update(patch: Partial<ViewState>): void {
    const before = this.#state;
    const keys = Object.keys(patch) as (keyof ViewState)[];
    if (keys.every((key) => Object.is(before[key], patch[key]))) return;
    this.#state = { ...before, ...patch };
    this.changed.emit({ state: this.#state, before });
  }
}

/** What was saved by an earlier life of the view, maybe by an earlier version: each field by itself, if it still fits. */
export function restoreState(saved: unknown): ViewState {
  if (!isRecord(saved)) return firstState;
  const fits = Object.entries(firstState).filter(([key, first]) => isLike(saved[key], first));
  return { ...firstState, ...Object.fromEntries(fits.map(([key]) => [key, saved[key]])), target: targetFrom(saved["target"]), selection: selectionFrom(saved["selection"]), drafts: draftsFrom(saved["drafts"]) };
}

function targetFrom(saved: unknown): Target | null {
  if (!isRecord(saved)) return null;
  if (saved["kind"] === "run" && typeof saved["runId"] === "string") return { kind: "run", runId: saved["runId"] };
  return saved["kind"] === "flow" && typeof saved["flowId"] === "string" ? { kind: "flow", flowId: saved["flowId"] } : null;
}

function selectionFrom(saved: unknown): Selection | null {
  if (!isRecord(saved)) return null;
  if (saved["kind"] === "task" && typeof saved["task"] === "number") return { kind: "task", task: saved["task"] };
  return saved["kind"] === "run" ? { kind: "run" } : null;
}

function draftsFrom(saved: unknown): ViewState["drafts"] {
  if (!isRecord(saved)) return {};
  const isTexts = (value: unknown): value is FormTexts => isRecord(value) && Object.values(value).every((text) => typeof text === "string");
  return Object.fromEntries(Object.entries(saved).flatMap(([key, texts]) => (isTexts(texts) ? [[key, texts]] : [])));
}

/** Of the same shape as far as JSON tells: what is null at first may be text, a zoom or a size. */
function isLike(value: unknown, first: unknown): boolean {
  if (value === null) return first === null;
  if (first === null) return typeof value === "string" || typeof value === "number" || isZoom(value);
  if (Array.isArray(first)) return Array.isArray(value) && value.every((entry) => typeof entry === "string");
  if (isRecord(first)) return isRecord(value) && Object.entries(first).every(([key, entry]) => isLike(value[key], entry));
  return typeof value === typeof first;
}

function isZoom(value: unknown): boolean {
  return isRecord(value) && typeof value["from"] === "number" && typeof value["span"] === "number";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
