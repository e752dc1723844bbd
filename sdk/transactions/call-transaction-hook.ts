import type { NodeHook, NodePorts } from "./node-parts.ts";

/** Calls a hook and says so in the log. What it throws is logged, and thrown on. */
export async function callTransactionHook(ports: NodePorts, { name, call }: NodeHook, kind: "commit" | "rollback"): Promise<void> {
  ports.log("info", `Running ${kind} hook '${name}'`);
  try {
    await ports.callHook(call);
  } catch (error) {
    ports.logError(`An error was encountered while running ${kind} hook '${name}'`, error);
    throw error;
  }
  ports.log("info", `${kind === "commit" ? "Commit" : "Rollback"} hook '${name}' finished running successfully`);
}
