/** Orders layouts from a worker, or makes them here where a page may not have one. */
import { source } from "worker:layout/graph/worker.ts";
import { layOutGraph, type GraphInput, type GraphLayout } from "../layout/graph/layered.ts";
import type { LayoutAnswer, LayoutOrder } from "../layout/graph/worker.ts";
import type { Disposable } from "../timers.ts";

/** An order and what it is about, which comes back with the layout. */
export interface Order<Subject> {
  readonly input: GraphInput;
  readonly subject: Subject;
}

export class LayoutWorker<Subject> implements Disposable {
  readonly #onLayout: (layout: GraphLayout, subject: Subject) => void;
  #worker: Worker | undefined;
  #lastId = 0;
  #current: Order<Subject> | undefined;
  /** Ordered while it was busy; only the last counts. */
  #waiting: Order<Subject> | undefined;

  constructor(onLayout: (layout: GraphLayout, subject: Subject) => void) {
    this.#onLayout = onLayout;
    this.#worker = start();
    if (this.#worker === undefined) return;
    this.#worker.onmessage = ({ data }: MessageEvent<LayoutAnswer>) => this.#receive(data);
    // A policy that forbids it says so here, not when it is made.
    this.#worker.onerror = () => this.#giveUp();
  }

  order(order: Order<Subject>): void {
    this.#waiting = order;
    if (this.#current === undefined) this.#next();
  }

  dispose(): void {
    this.#worker?.terminate();
  }

  #next(): void {
    const order = this.#waiting;
    this.#waiting = undefined;
    if (order === undefined) return;
    if (this.#worker === undefined) return this.#onLayout(layOutGraph(order.input), order.subject);
    this.#current = order;
    const message: LayoutOrder = { id: ++this.#lastId, input: order.input };
    this.#worker.postMessage(message);
  }

  #receive({ id, layout }: LayoutAnswer): void {
    const order = this.#current;
    if (id !== this.#lastId || order === undefined) return;
    this.#current = undefined;
    this.#onLayout(layout, order.subject);
    this.#next();
  }

  #giveUp(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#waiting ??= this.#current;
    this.#current = undefined;
    this.#next();
  }
}

function start(): Worker | undefined {
  try {
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    return new Worker(url);
  } catch {
    // The page's policy knows no workers; a layout is a few milliseconds here too.
    return undefined;
  }
}
