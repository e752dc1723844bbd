import { DefinitionError } from "../../core/protocol/errors.ts";
import { contextStorage, requireContext, type RunContext } from "../run/context.ts";
import { keptKey } from "../secrets/kept-key.ts";
import { Block } from "./scope.ts";
import { nodePorts } from "./node-ports.ts";
import { keyedTransactionRecord } from "./transaction-record.ts";
import type { CommitMode, Isolation } from "./node-parts.ts";
import { TransactionNode } from "./transaction-node.ts";
import { publicTransaction, type Transaction } from "./public-transaction.ts";
import { readTransactionOptions, type TransactionSettings } from "./transaction-options.ts";

/** How a transaction is known, and when it is committed. */
export interface TransactionOptions {
  /** Where the staged value is kept, for every run of the workspace. A key that has a value is committed from the start. Default: none. */
  readonly key?: string;
  /** Whether a value that is there already counts for nothing. Default: false. */
  readonly overwrite?: boolean;
  /** `"serializable"`: others that use the key wait until this transaction has ended. Default: that of the transaction around, else `"readCommitted"`. */
  readonly isolation?: Isolation;
  /**
   * When it is committed. `"lazy"`: at the end of the outermost transaction. `"eager"`: at its own. `"off"`: when `commit()`
   * is called, else it is rolled back. Default: that of the transaction around, else `"lazy"`.
   */
  readonly commitMode?: CommitMode;
}

/**
 * All or nothing: when the function throws, or a run that it called does not complete, whatever has completed in it is
 * rolled back, in reverse order; else it is committed at its end. It ends when the function and all runs that it called
 * are done.
 *
 * @returns what the function returns; what it throws goes on.
 * @throws MissingContextError outside of a run. @throws DefinitionError for a bad option. @throws CancelledError when the
 * run is stopped while it waits for the key.
 * @example
 * await transaction({ key: `report-${day}` }, async (txn) => {
 *   if (!txn.isCommitted()) txn.stage(await publish(day));
 * });
 */
export function transaction<R>(fn: (txn: Transaction) => R): Promise<Awaited<R>>;
export function transaction<R>(options: TransactionOptions, fn: (txn: Transaction) => R): Promise<Awaited<R>>;
export async function transaction(first: unknown, second?: unknown): Promise<unknown> {
  const [options, fn] = typeof first === "function" ? [{}, first] : [first, second];
  const settings = readTransactionOptions(options);
  if (typeof fn !== "function") throw new DefinitionError("transaction: expected a function, or options and a function: transaction({ key }, async (txn) => …).");
  const context = requireContext("transaction(…)");
  if (context.root.parts.home !== undefined) {
    throw new DefinitionError("transaction(…) is called in a worker, and transactions live in the flow's process: open it in the flow, and submit the tasks in it.");
  }
  const node = createNode(settings, context);
  await node.begin(settings.key === undefined ? undefined : context.attempt.signal);
  return await runBlock(node, context, fn as (txn: Transaction) => unknown);
}

function createNode({ key, overwrite, isolation, commitMode }: TransactionSettings, context: RunContext): TransactionNode {
  const { root } = context;
  const record = key === undefined ? null : keyedTransactionRecord(keptKey(key), root.keyed, root.clock);
  const id = root.parts.randomness.uuid();
  return new TransactionNode({ kind: "block", id, parent: context.scope?.node() ?? null, key, overwrite, isolation, commitMode, record, ports: nodePorts(context) });
}

async function runBlock(node: TransactionNode, context: RunContext, fn: (txn: Transaction) => unknown): Promise<unknown> {
  const block = new Block(node, context.scope?.block ?? null);
  // What a flow's function has left open is undone when the flow ends; what a task has, with the task.
  const open = context.task === null ? context.flow?.openTransactions : undefined;
  open?.add(node);
  try {
    const value = await callBlock(block, context, fn);
    await (mayCommit(block, context) ? node.close() : node.fail());
    return value;
  } catch (error) {
    await node.fail();
    throw error;
  } finally {
    open?.delete(node);
    if (!context.root.isClosed && context.root.failure === null) await context.root.written();
  }
}

async function callBlock(block: Block, context: RunContext, fn: (txn: Transaction) => unknown): Promise<unknown> {
  try {
    return await contextStorage().run({ ...context, scope: block }, fn, publicTransaction(block.node()));
  } finally {
    await block.whenIdle();
    block.node().end();
  }
}

function mayCommit(block: Block, { attempt, root, flow, task }: RunContext): boolean {
  // Code that carries on after a cancel, or after its time is over, is not part of the run any more.
  if (attempt.isOver || attempt.isAborted) return false;
  if (block.failed === null || block.node().hasEnded) return true;
  const { name, state } = block.failed;
  root.log("warn", `The transaction is rolled back: ${name} ended as ${state}.`, { flow, task });
  return false;
}
