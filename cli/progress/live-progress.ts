import type { Timer } from "../../core/base/clock.ts";
import type { StartedRun } from "../../core/protocol/engine-api.ts";
import type { LogDocument } from "../../core/protocol/run-document.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { Context, Subscription } from "../context.ts";
import { fitRows } from "../view/fit-rows.ts";
import { logLines, namesFromView } from "../view/log-lines.ts";
import { lookFor, toLine } from "../view/look.ts";
import { treeOfView } from "../view/run-tree.ts";
import { fromIso } from "../view/time-of-day.ts";
import { treeLines } from "../view/tree-lines.ts";
import { rowsOfTree } from "../view/tree-rows.ts";
import { waitLines } from "../view/wait-lines.ts";
import { LiveScreen } from "./live-screen.ts";
import type { Progress, Shown } from "./progress.ts";
import type { WantedInputs } from "./wanted-inputs.ts";

const frameMs = 80;
/** A frame may take this part of the time, so that a run of 100,000 tasks does not wait for its view. */
const drawingShare = 0.15;
const liveLogLines = 6;
const keptLogLines = 20;

/** The tree of a run, redrawn in place, with the latest log lines under it. */
export class LiveProgress implements Progress {
  readonly #context: Context;
  readonly #sinceUs: number;
  readonly #screen: LiveScreen;
  readonly #subscriptions: Subscription[] = [];
  #view: RunView | undefined;
  #wanted: WantedInputs | undefined;
  #log: LogDocument[] = [];
  #logCount = 0;
  #notice = "";
  #timer: Timer | undefined;

  constructor(context: Context, sinceUs: number) {
    this.#context = context;
    this.#sinceUs = sinceUs;
    this.#screen = new LiveScreen(context.stdout);
    this.#subscriptions.push(context.onExit(() => this.#screen.abandon()));
  }

  begin(run: StartedRun, wanted: WantedInputs): void {
    this.#wanted = wanted;
    this.#subscriptions.push(
      run.onChange((view) => {
        this.#view = view;
      }),
      run.onLog((line) => {
        if (fromIso(line.timestamp) < this.#sinceUs) return;
        this.#logCount += 1;
        this.#log = [...this.#log.slice(1 - keptLogLines), line];
      }),
    );
    this.#frame();
  }

  notice(text: string): void {
    this.#notice = text;
    this.#draw();
  }

  end(): Shown {
    this.#timer?.cancel();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#screen.close();
    return { view: this.#view, log: this.#endingLog(), earlierLogCount: this.#logCount - this.#log.length };
  }

  #frame(): void {
    const before = this.#context.clock.nowUs();
    this.#draw();
    const spentMs = (this.#context.clock.nowUs() - before) / 1_000;
    this.#timer = this.#context.clock.startTimer(Math.max(frameMs, spentMs / drawingShare), () => this.#frame());
  }

  #draw(): void {
    const { room } = this.#screen;
    const look = lookFor(this.#context, this.#context.stdout);
    const nameOf = namesFromView(this.#view);
    const log = this.#log.slice(-liveLogLines).flatMap((line) => logLines(line, nameOf, look));
    const nowUs = this.#context.clock.nowUs();
    const schemas = this.#view && this.#wanted?.of(this.#view, () => undefined);
    const asked = [...(this.#view?.flowRuns.values() ?? [])].flatMap((run) => (this.#view === undefined || schemas == null ? [] : waitLines(this.#view, run, look, nowUs, schemas)));
    const notice = this.#notice === "" ? asked : [...asked, "", toLine(look, [{ text: this.#notice, paint: "yellow" }])];
    const tree = this.#view === undefined ? undefined : treeOfView(this.#view, nowUs);
    const rows = tree === undefined ? [] : rowsOfTree(tree, "live");
    const logRoom = Math.min(liveLogLines, log.length, Math.max(0, Math.floor(room / 2) - 1));
    const treeRoom = room - notice.length - (logRoom === 0 ? 0 : logRoom + 1);
    const shownLog = logRoom === 0 ? [] : ["", ...log.slice(-logRoom)];
    this.#screen.draw([...treeLines(fitRows(rows, treeRoom), look), ...shownLog, ...notice]);
  }

  #endingLog(): readonly string[] {
    const look = { ...lookFor(this.#context, this.#context.stdout), columns: Infinity };
    const nameOf = namesFromView(this.#view);
    return this.#log.flatMap((line) => logLines(line, nameOf, look));
  }
}
