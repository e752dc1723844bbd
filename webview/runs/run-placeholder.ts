/** In the place of a run: that none is chosen, that it is on its way, or why it cannot be shown. */
import type { OpenRun } from "../model/open-run.ts";
import type { Session } from "../model/session.ts";
import { fill, make, type Child } from "../parts/dom.ts";
import { textButton } from "../parts/toolkit.ts";
import { after, type Disposable } from "../timers.ts";

/** Nothing flashes where the answer is there in a moment. */
const patienceMs = 200;

export class RunPlaceholder {
  readonly element = make("div", { class: "empty run-empty", hidden: true });
  readonly #session: Session;
  readonly #onLate: () => void;
  /** The run that is waited for, and for how long it has been. */
  #waiting: { readonly run: OpenRun; readonly timer: Disposable; isLate: boolean } | undefined;

  /** `onLate`: a run is long in coming, so that there is something to show in its place. */
  constructor(session: Session, onLate: () => void) {
    this.#session = session;
    this.#onLate = onLate;
  }

  /** Whether it stands there at present. */
  update(): boolean {
    const content = this.#content();
    this.element.hidden = content === undefined;
    if (content !== undefined) fill(this.element, ...content);
    return content !== undefined;
  }

  #content(): Child[] | undefined {
    const { shown, store, goneRun } = this.#session;
    if (goneRun !== undefined) return [make("p", { role: "status" }, `${goneRun} was deleted while you looked at it.`), make("p", { class: "dim" }, "Somebody deleted it, or the settings keep no more runs.")];
    if (shown === undefined) return store.state.target?.kind === "flow" ? undefined : [make("p", {}, "Select a run to see its timeline.")];
    const { run } = shown;
    if (run.mirror !== undefined || run.failure !== undefined) this.#stopWaiting();
    if (run.mirror !== undefined) return undefined;
    if (run.failure === undefined) return this.#isLate(run) ? [85, 60, 70, 40].map((width) => make("div", { class: "skeleton", style: `width: ${width}%` })) : undefined;
    const { message, hint } = run.failure;
    return [make("p", {}, message), hint !== null && make("p", { class: "dim" }, hint), textButton("secondary", { label: "Try again", onClick: () => void run.open() })];
  }

  #isLate(run: OpenRun): boolean {
    if (this.#waiting?.run === run) return this.#waiting.isLate;
    this.#stopWaiting();
    const waiting = {
      run,
      isLate: false,
      timer: after(patienceMs, () => {
        waiting.isLate = true;
        this.#onLate();
      }),
    };
    this.#waiting = waiting;
    return false;
  }

  #stopWaiting(): void {
    this.#waiting?.timer.dispose();
    this.#waiting = undefined;
  }
}
