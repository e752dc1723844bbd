/** The item in the status bar: that there is an engine, how many flows run, and a menu of what can be done about either. */
import type { NodeStatus, SdkStatus, StoreStatus } from "../protocol/editor-api.ts";
import type { EngineLink } from "../protocol/engine-link.ts";
import type { EngineStatus } from "../protocol/view-api.ts";
import { obstacleOf } from "./obstacle.ts";

export interface FolderHealth {
  readonly name: string;
  readonly status: EngineStatus;
  readonly flows: number;
  readonly running: number;
  readonly sdk: SdkStatus | undefined;
  readonly node: NodeStatus | undefined;
  readonly store: StoreStatus | undefined;
}

export interface StatusLine {
  readonly text: string;
  readonly isDown: boolean;
  readonly command: string;
  readonly spoken: string;
  /** Markdown with links to `statusCommands`. */
  readonly hover: string;
}

export function folderHealth({ name, status, mirror, orders }: Pick<EngineLink, "name" | "status" | "mirror" | "orders">): FolderHealth {
  const { sdk, node, store } = mirror;
  return { name, status, flows: mirror.flows().length, running: mirror.activeRuns().length + orders, sdk, node, store };
}

/** What the hover may call. */
export const statusCommands = ["millrace.restartEngine", "millrace.showLog", "millrace.showEngineLog", "millrace.runFlow", "workbench.action.openSettings"] as const;

export function statusLine(folders: readonly FolderHealth[], version: string, isTrusted: boolean): StatusLine {
  const running = folders.reduce((sum, folder) => sum + folder.running, 0);
  const isDown = folders.some(({ status }) => status === "stopped");
  const health = healthOf(folders, running, isDown);
  return {
    text: isDown ? "$(error) Millrace" : running > 0 ? `$(loading~spin) ${running} running` : "$(type-hierarchy-sub) Millrace",
    isDown,
    command: isDown ? "millrace.restartEngine" : "millrace.panel.focus",
    spoken: `Millrace: ${health}`,
    hover: [`**Millrace** ${version} · ${health}`, ...folders.flatMap((folder) => folderLines(folder, folders.length > 1, isTrusted)), "---", ...menu].join("\n\n"),
  };
}

function healthOf(folders: readonly FolderHealth[], running: number, isDown: boolean): string {
  if (isDown) return "the engine is not running";
  if (folders.some(({ status }) => status === "starting")) return "the engine is starting";
  return running > 0 ? `${running} running` : "ready";
}

function folderLines({ name, flows, sdk, node, store }: FolderHealth, isNamed: boolean, isTrusted: boolean): readonly string[] {
  const ofSdk = sdk === undefined || sdk.kind === "missing" ? "" : ` · millrace ${sdk.version}`;
  const ofNode = node?.kind === "found" ? ` · Node ${node.version.replace(/^v/, "")}` : "";
  const facts = `${isNamed ? `**${name}** · ` : ""}${flows} ${flows === 1 ? "flow" : "flows"}${ofSdk}${ofNode}`;
  const obstacle = obstacleOf({ isTrusted, sdk, node, store });
  return obstacle === undefined ? [facts] : [facts, `$(warning) ${obstacle.message}`];
}

const menu = [
  "[$(play) Run Flow…](command:millrace.runFlow) · [$(debug-restart) Restart Engine](command:millrace.restartEngine)",
  "[$(output) Log](command:millrace.showLog) · [$(output) Engine Log](command:millrace.showEngineLog) · [$(gear) Settings](command:workbench.action.openSettings?%5B%22millrace%22%5D)",
];
