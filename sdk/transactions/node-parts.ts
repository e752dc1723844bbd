/** What a transaction is made of, besides other transactions. */
import type { LogLevel } from "../../core/records/log-record.ts";
import type { TransactionNode } from "./transaction-node.ts";
import type { TransactionRecord } from "./transaction-record.ts";

/** How far a transaction has come. */
export type TransactionState = "pending" | "active" | "staged" | "committed" | "rolledBack";

/** When what was staged is committed: at the end of the outermost transaction, at its own, or when the block says so. */
export type CommitMode = "lazy" | "eager" | "off";

/** Whether others that use the key wait (`serializable`). */
export type Isolation = "readCommitted" | "serializable";

export interface NodeHook {
  /** For the log. */
  readonly name: string;
  call(): unknown;
}

/** The task run or child flow run behind a node, once it has completed. */
export interface NodeRun {
  /** The number of its task run. */
  readonly number: number;
  enterRolledBack(): void;
  /** Keeps its result where other runs find it; `null`: it is for nobody else. */
  readonly keep: (() => void) | null;
  /** Gives back what it holds until the end of the transaction: its key. */
  readonly release: (() => void) | null;
}

export interface NodePorts {
  log(level: LogLevel, message: string): void;
  logError(message: string, error: unknown): void;
  /** Calls a hook in the context that belongs to it. */
  callHook(call: () => unknown): Promise<void>;
  /** Puts all that is recorded so far into the run's file, now. */
  flush(): void;
  /** Records that these runs cannot be rolled back any more. */
  recordCommit(tasks: readonly number[]): void;
}

export interface NodeParts {
  readonly kind: "block" | "task";
  readonly id: string;
  readonly parent: TransactionNode | null;
  /** Default: that of the parent, else `lazy`. */
  readonly commitMode?: CommitMode | undefined;
  /** Default: that of the parent, else `readCommitted`. */
  readonly isolation?: Isolation | undefined;
  readonly key?: string | undefined;
  /** Whether the block runs although its key has a value. */
  readonly overwrite?: boolean;
  /** Where the value of its key is; `null` without a key. */
  readonly record: TransactionRecord | null;
  readonly ports: NodePorts;
}
