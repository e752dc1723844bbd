/**
 * Transactions as a tree: a block of `transaction(…)`, or a task run, which is one too. Knows neither runs nor files; what
 * happens outside goes through its parts.
 *
 * N1. A node ends once, committed or rolled back, and takes along what it has adopted.
 * N2. A commit is all or nothing: the hooks of the whole tree, children first, then its values, then it is committed. What
 *     throws on the way is logged and rolls the tree back.
 * N3. A rollback goes backwards: the node's own hooks, the last one first, then its children in the same way. A hook that
 *     throws is logged, and the others run.
 * N4. What comes to a node that has ended shares its end.
 * N5. Of a task run outside of every block, only what has rollback hooks in or below it is taken back: there is nothing to
 *     undo in the others, and a resume may use them.
 *
 * Semantics of Prefect's `src/prefect/transactions.py`, but that there a failing rollback hook stops the others (N3), a
 * child that could not be committed leaves its parent committed (N2), and what comes late is left alone (N4).
 */
import { SerializationError, TransactionError } from "../../core/protocol/errors.ts";
import { callTransactionHook } from "./call-transaction-hook.ts";
import type { CommitMode, Isolation, NodeHook, NodeParts, NodeRun, TransactionState } from "./node-parts.ts";

export class TransactionNode {
  readonly parts: NodeParts;
  readonly commitMode: CommitMode;
  readonly isolation: Isolation;
  /** Whether a block is around it, or it is one. */
  readonly isInBlock: boolean;
  state: TransactionState = "pending";
  readonly #values = new Map<string, unknown>();
  #staged: unknown;
  readonly #commitHooks: NodeHook[] = [];
  readonly #rollbackHooks: NodeHook[] = [];
  #run: NodeRun | null = null;
  /** In the order in which they were over; those of runs by the number of the run. */
  readonly #children = new Map<number | TransactionNode, TransactionNode>();
  /** Blocks in it that are not over: a commit leaves them out, a rollback does not. */
  readonly #open = new Set<TransactionNode>();
  /** While it commits or rolls back. */
  #ending: Promise<boolean> | null = null;
  #isLocked = false;
  /** Whether the function that it is handed to is over. */
  #isOver = false;
  #isInSteps = false;

  constructor(parts: NodeParts) {
    this.parts = parts;
    const { parent } = parts;
    this.commitMode = parts.commitMode ?? parent?.commitMode ?? "lazy";
    this.isolation = parts.isolation ?? parent?.isolation ?? "readCommitted";
    this.isInBlock = parts.kind === "block" || (parent?.isInBlock ?? false);
  }

  /** Who holds the locks of the whole tree, so that it does not wait for itself. */
  get holder(): string {
    return this.parts.parent?.holder ?? this.parts.id;
  }

  get hasEnded(): boolean {
    return this.state === "committed" || this.state === "rolledBack";
  }

  /** Takes the lock, and looks whether there is nothing left to do. @throws CancelledError while it waits for the lock. */
  async begin(signal?: AbortSignal): Promise<void> {
    const { record, overwrite, parent } = this.parts;
    if (record !== null && this.isolation === "serializable") {
      await record.lock(this.holder, signal);
      this.#isLocked = true;
    }
    this.state = record !== null && overwrite !== true && record.exists() ? "committed" : "active";
    if (parent !== null) parent.#open.add(this);
  }

  /** The function of its block has ended, and what it had begun in it: from here on only its hooks speak. */
  end(): void {
    this.#isOver = true;
  }

  /** @throws TransactionError for what comes too late, which nobody would see. */
  assertGoingOn(what: string): void {
    // While it ends its hooks may leave each other values.
    if (!this.#isOver || this.#isEnding) return;
    throw new TransactionError(`${what} comes too late: the block of the transaction is over. Await what calls it inside of the block.`);
  }

  get #isEnding(): boolean {
    const { parent } = this.parts;
    return this.#isInSteps || (parent !== null && parent.#isEnding);
  }

  set(name: string, value: unknown): void {
    try {
      this.#values.set(name, structuredClone(value));
    } catch (error) {
      throw new SerializationError(`The value of "${name}" cannot be copied into the transaction; it holds data only, no functions.`, error);
    }
  }

  get(name: string, fallback: readonly [value?: unknown]): unknown {
    if (this.#values.has(name)) return structuredClone(this.#values.get(name));
    const { parent } = this.parts;
    if (parent !== null) return parent.get(name, fallback);
    if (fallback.length > 0) return fallback[0];
    throw new TransactionError(`The transaction has no value "${name}": set("${name}", …) has not been called in it or around it.`);
  }

  async read(): Promise<unknown> {
    return await this.parts.record?.read(this.holder);
  }

  stage(value: unknown, commitHooks: readonly NodeHook[], rollbackHooks: readonly NodeHook[], run: NodeRun | null = null): void {
    if (this.hasEnded) {
      if (this.state === "rolledBack") this.parts.ports.log("warn", "What is staged in a transaction that has been rolled back is dropped.");
      return;
    }
    this.#staged = value;
    this.#commitHooks.push(...commitHooks);
    this.#rollbackHooks.push(...rollbackHooks);
    this.#run = run;
    this.state = "staged";
  }

  /** The block or task is over, and went well: what happens now is the commit mode's to say. */
  async close(): Promise<void> {
    if (this.commitMode === "eager") await this.commit();
    const { parent } = this.parts;
    if (parent !== null) await parent.#adopt(this);
    else await (this.commitMode === "off" ? this.rollback() : this.commit());
    if (this.hasEnded) this.#unlock();
  }

  /** The block or task is over, and is to be undone. */
  async fail(): Promise<void> {
    await this.undo();
    const { parent } = this.parts;
    if (parent !== null) await parent.#adopt(this);
    this.#unlock();
  }

  /** Rolls it back, unless it has ended, and waits until that is done. */
  async undo(): Promise<void> {
    await this.rollback();
    await this.#ending;
  }

  /** False, and nothing happens, when it has ended or is just ending, or when it had to be rolled back. */
  async commit(): Promise<boolean> {
    return await this.#end(() => this.#commitTree());
  }

  /** False, and nothing happens, when it has ended or is just ending. */
  async rollback(): Promise<boolean> {
    return await this.#end(() => this.#rollBackTree());
  }

  /** N4. A block that was rolled back takes the block around it along; a task's own end decides about the task. */
  async #adopt(child: TransactionNode): Promise<void> {
    await this.#ending;
    this.#open.delete(child);
    const key = child.#run?.number ?? child;
    const earlier = this.#children.get(key);
    // A child flow's retry is answered by what its first attempt did, which has been adopted with its hooks.
    if (earlier !== undefined) earlier.#run = child.#run;
    else this.#children.set(key, child);
    if (this.state === "committed") await child.commit();
    else if (this.state === "rolledBack") await child.rollback();
    else if (child.state === "rolledBack" && child.parts.kind === "block" && this.parts.kind === "block") await this.rollback();
  }

  async #end(steps: () => Promise<boolean>): Promise<boolean> {
    if (this.hasEnded || this.#ending !== null) return false;
    // Its first steps are taken before there is a promise of them.
    this.#isInSteps = true;
    this.#ending = steps();
    try {
      return await this.#ending;
    } finally {
      this.#ending = null;
      this.#isInSteps = false;
      this.#unlock();
    }
  }

  async #commitTree(): Promise<boolean> {
    const nodes = this.#unended();
    try {
      for (const node of nodes) await node.#callCommitHooks();
      for (const write of nodes.map((node) => node.#prepareWrite())) write();
    } catch (error) {
      this.#logFailure(error);
      await this.#rollBackTree();
      return false;
    }
    for (const node of nodes) node.#becomeCommitted();
    this.#recordCommit(nodes);
    return true;
  }

  /** The tree in the order of commits, children before their parents; what has ended before is left out. */
  #unended(): TransactionNode[] {
    return this.hasEnded ? [] : [...[...this.#children.values()].flatMap((child) => child.#unended()), this];
  }

  #becomeCommitted(): void {
    this.state = "committed";
    this.#unlock();
  }

  async #callCommitHooks(): Promise<void> {
    for (const hook of this.#commitHooks) await callTransactionHook(this.parts.ports, hook, "commit");
  }

  /** @throws SerializationError. The function that it gives @throws StoreUnwritableError, KeyLockedError */
  #prepareWrite(): () => void {
    const { record } = this.parts;
    const keep = this.#run?.keep ?? null;
    const write = record?.prepare(this.#staged, this.holder);
    return () => {
      keep?.();
      write?.();
    };
  }

  #recordCommit(nodes: readonly TransactionNode[]): void {
    const tasks = nodes.filter((node) => node.isInBlock || node.#hasHooks).flatMap((node) => (node.#run === null ? [] : [node.#run.number]));
    if (tasks.length > 0) this.parts.ports.recordCommit(tasks);
  }

  get #hasHooks(): boolean {
    return this.#commitHooks.length > 0 || this.#rollbackHooks.length > 0;
  }

  /** N5. */
  get #isTakenBack(): boolean {
    return this.isInBlock || this.#rollbackHooks.length > 0 || [...this.#children.values()].some((child) => child.#isTakenBack);
  }

  async #rollBackTree(): Promise<boolean> {
    this.state = "rolledBack";
    // Before its hooks: when the process dies among them, the run counts as undone, and a resume makes it once more.
    if (this.#isTakenBack) this.#run?.enterRolledBack();
    if (this.#rollbackHooks.length > 0) this.parts.ports.flush();
    for (const hook of this.#rollbackHooks.toReversed()) {
      try {
        await callTransactionHook(this.parts.ports, hook, "rollback");
      } catch {
        // Logged where it was called, and no reason to leave the rest as it is.
      }
    }
    for (const child of [...this.#children.values(), ...this.#open].toReversed()) await child.undo();
    return true;
  }

  #logFailure(error: unknown): void {
    const { ports, key } = this.parts;
    const which = key === undefined ? "the transaction" : `transaction '${key}'`;
    if (!(error instanceof SerializationError)) return ports.logError(`An error was encountered while committing ${which}, so it is rolled back`, error);
    ports.log("warn", `Encountered an error while serializing the result of ${which}: ${error.message} The code goes on, but the transaction is not committed.`);
  }

  #unlock(): void {
    this.#run?.release?.();
    if (!this.#isLocked) return;
    this.#isLocked = false;
    if (!this.#isKeyHeldAround()) this.parts.record?.unlock(this.holder);
  }

  /** A transaction around this one may hold the same key, which is one lock for the whole tree. */
  #isKeyHeldAround(): boolean {
    for (let { parent } = this.parts; parent !== null; parent = parent.parts.parent) {
      if (parent.#isLocked && parent.parts.key === this.parts.key) return true;
    }
    return false;
  }
}
