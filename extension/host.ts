/** What the parts of the extension share. Made once by `activate`. */
import type { Engines } from "./folders/engines.ts";
import type { Memory } from "./folders/memory.ts";
import type { RunOrders } from "./runs/run-orders.ts";
import type { RunViews } from "./views/run-views.ts";
import type { vscode } from "./vscode.ts";

export interface Host {
  readonly context: vscode.ExtensionContext;
  readonly engines: Engines;
  readonly memory: Memory;
  readonly orders: RunOrders;
  readonly views: RunViews;
  /** What runs print. */
  readonly log: vscode.LogOutputChannel;
  readonly engineLog: vscode.LogOutputChannel;
}
