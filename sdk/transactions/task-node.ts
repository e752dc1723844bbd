import type { TaskRun } from "../run/task-run.ts";
import { nodePorts } from "./node-ports.ts";
import { TransactionNode } from "./transaction-node.ts";

/** A task run, or the tracking run of a child flow, as a transaction: part of the one that it was called in. */
export function createTaskNode(run: TaskRun): TransactionNode {
  const { logPrints } = run.definition.settings;
  const ports = nodePorts({ ...run.about, tags: run.tags, logPrints });
  return new TransactionNode({ kind: "task", id: run.id, parent: run.scope?.node() ?? null, record: null, ports });
}
