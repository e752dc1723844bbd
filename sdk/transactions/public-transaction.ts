import type { TransactionState } from "./node-parts.ts";
import type { TransactionNode } from "./transaction-node.ts";
import { readStageOptions } from "./transaction-options.ts";

/** Told of the transaction. One that throws at a commit causes the rollback; at a rollback it is logged, and the others run. */
export type StageHook = (txn: Transaction) => unknown;

/** What happens to a staged value at the end of its transaction. */
export interface StageOptions {
  readonly onCommit?: StageHook | readonly StageHook[];
  /** Called in reverse order. */
  readonly onRollback?: StageHook | readonly StageHook[];
}

/** What a block of `transaction(…)` is handed. */
export interface Transaction {
  readonly key: string | undefined;
  readonly state: TransactionState;
  /**
   * A copy of the value that was set under that name in this transaction, or in one around it.
   *
   * @throws TransactionError when there is none and no default was given (`undefined` is one).
   */
  get(name: string, ...fallback: [value?: unknown]): unknown;
  /** Remembers a copy of the value, for this transaction and those within. @throws SerializationError for what cannot be copied. @throws TransactionError once the block is over. */
  set(name: string, value: unknown): void;
  /** Proposes the value for the key, in the place of one staged before; hooks are added. Does nothing when it has been committed or rolled back. @throws TransactionError once the block is over. */
  stage(value: unknown, hooks?: StageOptions): void;
  /** What is kept under the key; `undefined` without one. Waits while another holds the key. */
  read(): Promise<unknown>;
  /** Commits what has completed so far. False when it has ended before, or when it had to be rolled back instead. */
  commit(): Promise<boolean>;
  /** Rolls back what has completed so far, and what comes later as it comes. False when it has ended before. */
  rollback(): Promise<boolean>;
  /** Whether it has been committed. */
  isCommitted(): boolean;
}

/** The node as user code sees it. */
export function publicTransaction(node: TransactionNode): Transaction {
  const txn: Transaction = {
    key: node.parts.key,
    get state() {
      return node.state;
    },
    get: (name, ...fallback) => node.get(name, fallback),
    set: (name, value) => {
      node.assertGoingOn(`txn.set("${name}", …)`);
      node.set(name, value);
    },
    stage: (value, hooks = {}) => {
      node.assertGoingOn("txn.stage(…)");
      const { commit, rollback } = readStageOptions(hooks, txn);
      node.stage(value, commit, rollback);
    },
    read: () => node.read(),
    commit: () => node.commit(),
    rollback: () => node.rollback(),
    isCommitted: () => node.state === "committed",
  };
  return txn;
}
