/**
 * A run laid out as a timeline: its rows, the spans of its tasks, its scale of time. Kept up with the picture, so that
 * a change costs what changed.
 *
 * T1. `update` is called with each change of the picture before anything is read.
 */
import { taskField } from "../../core/protocol/run-picture.ts";
import type { PictureData } from "./picture-data.ts";
import { runTree, subtreeOf, type RunTree } from "./run-tree.ts";
import { segmentsOf, spanOf, type RunSpan, type Segment } from "./spans.ts";
import { idleGaps, timeScale, type TimeScale } from "./time-scale.ts";
import { defaultRowOptions, rowOfTask, timelineRows, type TimelineRow } from "./timeline-rows.ts";

export interface LayoutChange {
  readonly tasks: readonly number[];
  readonly hasNewRuns: boolean;
}

/** Gaps shorter than this are never squeezed. */
const leastGapUs = 5_000_000;
const noPauses: readonly number[] = [];

export class TimelineLayout {
  readonly #picture: PictureData;
  readonly #spans: (RunSpan | undefined)[] = [];
  readonly #foldKeys: (string | undefined)[] = [];
  #tree: RunTree;
  #rows: readonly TimelineRow[] = [];
  #toggled: ReadonlySet<string> = new Set();
  #collapsesIdle = true;
  #scale: TimeScale = timeScale([], 0);
  #lastEnd = 0;
  #isLive = false;
  #hasIdle = false;
  #version = 0;

  constructor(picture: PictureData) {
    this.#picture = picture;
    this.#tree = runTree(picture);
    this.#measure();
    this.#layRows();
  }

  get picture(): PictureData {
    return this.#picture;
  }

  get tree(): RunTree {
    return this.#tree;
  }

  get rows(): readonly TimelineRow[] {
    return this.#rows;
  }

  get scale(): TimeScale {
    return this.#scale;
  }

  /** Whether there are spans that could be squeezed, squeezed or not. */
  get hasIdle(): boolean {
    return this.#hasIdle;
  }

  /** True while a run in it goes on, so that its end grows. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** Raised whenever something is laid out anew: what was made from it before is stale. */
  get version(): number {
    return this.#version;
  }

  /** The last time there is to show, in microseconds after the origin. */
  endAt(now: number): number {
    return Math.max(1, this.#isLive ? Math.max(now, this.#lastEnd) : this.#lastEnd);
  }

  update(change: LayoutChange): void {
    for (const task of change.tasks) this.#spans[task] = undefined;
    if (change.hasNewRuns) this.#tree = runTree(this.#picture);
    this.#measure();
    // A failure may have to rise out of a fold, so rows are laid anew on every change.
    this.#layRows();
  }

  toggle(toggled: ReadonlySet<string>): void {
    this.#toggled = toggled;
    this.#layRows();
  }

  collapseIdle(collapses: boolean): void {
    this.#collapsesIdle = collapses;
    this.#measure();
    this.#version += 1;
  }

  spanOf(task: number): RunSpan | undefined {
    const states = this.#picture.tasks[task]?.[taskField.states];
    if (states === undefined) return undefined;
    return (this.#spans[task] ??= spanOf(this.#picture.stateNames, states));
  }

  segmentsOf(task: number, now: number): Segment[] {
    const tuple = this.#picture.tasks[task];
    if (tuple === undefined) return [];
    const pauses = this.#picture.flowRuns[tuple[taskField.flowRun]]?.debugPauses ?? noPauses;
    return segmentsOf(this.#picture.stateNames, tuple[taskField.states], now, pauses);
  }

  flowSpan(): RunSpan | undefined {
    const root = this.#picture.flowRuns[0];
    return root === undefined ? undefined : spanOf(this.#picture.stateNames, root.states);
  }

  flowSegments(now: number): Segment[] {
    const root = this.#picture.flowRuns[0];
    if (root === undefined) return [];
    const segments = segmentsOf(this.#picture.stateNames, root.states, now, root.debugPauses);
    // From the order to the first record a process had to start: a wait too.
    const first = root.states[1] ?? 0;
    return first > 0 ? [{ kind: "queued", from: 0, to: first, outcome: "PENDING", attempt: 0 }, ...segments] : segments;
  }

  rowOf(task: number): number {
    return rowOfTask(this.#rows, task);
  }

  subtree(task: number): Set<number> {
    return subtreeOf(this.#tree, task);
  }

  #layRows(): void {
    this.#rows = timelineRows(this.#picture, this.#tree, { ...defaultRowOptions, toggled: this.#toggled, foldKeys: this.#foldKeys });
    this.#version += 1;
  }

  /** Finds the end, what goes on, and the gaps in which no task ran. */
  #measure(): void {
    const busy: [number, number][] = [];
    let last = 0;
    let isLive = false;
    for (let number = 0; number < this.#picture.tasks.length; number += 1) {
      const span = this.spanOf(number);
      if (span === undefined) continue;
      last = Math.max(last, span.endAt ?? span.startAt ?? span.from);
      isLive ||= span.endAt === undefined;
      // What tracks a child flow is busy only where the child's tasks are.
      if (this.#tree.children.has(number)) continue;
      const times = this.#picture.tasks[number]?.[taskField.states] ?? [];
      addBusy(busy, span, times, this.#picture.stateNames);
    }
    const root = this.flowSpan();
    if (root !== undefined) {
      last = Math.max(last, root.endAt ?? root.from);
      isLive = root.endAt === undefined;
    }
    this.#lastEnd = last;
    this.#isLive = isLive;
    const gaps = idleGaps(busy, last, leastGapUs);
    this.#hasIdle = gaps.length > 0;
    this.#scale = timeScale(this.#collapsesIdle ? gaps : [], last);
  }
}

/** The times in Running; a task that still runs is busy to the end of time. */
function addBusy(busy: [number, number][], span: RunSpan, states: readonly number[], stateNames: PictureData["stateNames"]): void {
  if (span.attempts <= 1) {
    busy.push([span.from, span.endAt ?? (span.type === "RUNNING" || span.type === "CANCELLING" ? Infinity : (span.startAt ?? span.from))]);
    return;
  }
  for (const { kind, from, to } of segmentsOf(stateNames, states, Infinity)) if (kind === "running") busy.push([from, to]);
}
