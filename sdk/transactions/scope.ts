/** Where in the tree of transactions a piece of user code stands: in a block, in a task run, or in a child flow. */
import type { TaskRun } from "../run/task-run.ts";
import { createTaskNode } from "./task-node.ts";
import type { TransactionNode } from "./transaction-node.ts";

export type Scope = Block | TaskScope | FlowScope;

/** A call of `transaction(…)`, until its function and all runs that were called in it are done. */
export class Block {
  readonly #node: TransactionNode;
  readonly #outer: Block | null;
  /** Runs that have been called in it, at whatever depth, and are not done. */
  #running = 0;
  #waiting: (() => void)[] = [];
  /** The first run called in the block itself that did not complete. */
  failed: { readonly name: string; readonly state: string } | null = null;

  constructor(node: TransactionNode, outer: Block | null) {
    this.#node = node;
    this.#outer = outer;
  }

  get block(): Block {
    return this;
  }

  node(): TransactionNode {
    return this.#node;
  }

  enter(): void {
    this.#running += 1;
    this.#outer?.enter();
  }

  leave(run: TaskRun): void {
    // What a task or a child flow calls is its own affair: how that ends counts.
    if (run.scope === this && run.state.type !== "COMPLETED") this.failed ??= { name: run.name, state: run.state.name };
    this.#running -= 1;
    if (this.#running === 0) for (const callback of this.#waiting.splice(0)) callback();
    this.#outer?.leave(run);
  }

  async whenIdle(): Promise<void> {
    while (this.#running > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

/** An attempt of a task run. It is a transaction from when something needs it: most task runs call nothing that does. */
export class TaskScope {
  readonly #run: TaskRun;
  #node: TransactionNode | null = null;
  #ended: "committed" | "rolledBack" | null = null;

  constructor(run: TaskRun) {
    this.#run = run;
  }

  get block(): Block | null {
    return this.#run.scope?.block ?? null;
  }

  get hasNode(): boolean {
    return this.#node !== null;
  }

  node(): TransactionNode {
    if (this.#node === null) {
      this.#node = createTaskNode(this.#run);
      // A call that the attempt did not wait for comes when it is over, and shares its end.
      this.#node.state = this.#ended ?? "active";
    }
    return this.#node;
  }

  /** The attempt is over, and nothing was at stake. */
  end(as: "committed" | "rolledBack"): void {
    this.#ended = as;
  }
}

/** A child flow run: what happens in it belongs to what is around it. */
export class FlowScope {
  readonly block: Block | null;
  readonly outer: Scope;

  constructor(outer: Scope) {
    this.outer = outer;
    this.block = outer.block;
  }

  node(): TransactionNode {
    return this.outer.node();
  }
}
