import { DefinitionError } from "../../core/protocol/errors.ts";
import { OptionCheck } from "../definition/check-option.ts";
import type { CommitMode, Isolation, NodeHook } from "./node-parts.ts";
import type { StageHook, StageOptions, Transaction } from "./public-transaction.ts";
import type { TransactionOptions } from "./transaction.ts";

export interface TransactionSettings {
  readonly key: string | undefined;
  readonly overwrite: boolean;
  readonly isolation: Isolation | undefined;
  readonly commitMode: CommitMode | undefined;
}

const known = ["key", "overwrite", "isolation", "commitMode"] as const satisfies readonly (keyof TransactionOptions)[];

/** @throws DefinitionError */
export function readTransactionOptions(options: unknown): TransactionSettings {
  if (typeof options !== "object" || options === null) {
    throw new DefinitionError("transaction: expected a function, or options and a function: transaction({ key }, async (txn) => …).");
  }
  const check = new OptionCheck("transaction", { ...options });
  check.onlyKnown(known);
  return {
    key: check.text("key"),
    overwrite: check.flag("overwrite", false),
    isolation: check.custom("isolation", '"readCommitted" or "serializable"', isIsolation),
    commitMode: check.custom("commitMode", '"lazy", "eager" or "off"', isCommitMode),
  };
}

function isIsolation(value: unknown): Isolation | undefined {
  return value === "readCommitted" || value === "serializable" ? value : undefined;
}

function isCommitMode(value: unknown): CommitMode | undefined {
  return value === "lazy" || value === "eager" || value === "off" ? value : undefined;
}

/** @throws DefinitionError */
export function readStageOptions(options: StageOptions, txn: Transaction): { readonly commit: readonly NodeHook[]; readonly rollback: readonly NodeHook[] } {
  const check = new OptionCheck("txn.stage", { ...options });
  check.onlyKnown(["onCommit", "onRollback"]);
  const bind = (hooks: readonly StageHook[]): NodeHook[] => hooks.map((hook) => ({ name: hookName(hook), call: () => hook(txn) }));
  return { commit: bind(check.hooks("onCommit")), rollback: bind(check.hooks("onRollback")) };
}

export function hookName(hook: Function): string {
  return hook.name === "" ? "(anonymous)" : hook.name;
}
