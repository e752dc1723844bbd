/** The item in the status bar: that there is an engine, how many flows run, and a menu of what can be done about either. */
import type { NodeStatus, SdkStatus, StoreStatus } from "../protocol/editor-api.ts";
import type { EngineLink } from "../protocol/engine-link.ts";
import type { EngineStatus } from "../protocol/view-api.ts";
import { isWaiting } from "./waiting-words.ts";
import { obstacleOf } from "./obstacle.ts";

export interface FolderHealth {
  readonly name: string;
  readonly status: EngineStatus;
  readonly flows: number;
  readonly running: number;
  /** How many runs wait for a person; they count as running too. */
  readonly waiting: number;
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
  return { name, status, flows: mirror.flows().length, running: mirror.activeRuns().length + orders, waiting: mirror.activeRuns().filter(isWaiting).length, sdk, node, store };
}

/** What the hover may call. */
export const statusCommands = ["millrace.restartEngine", "millrace.showLog", "millrace.showEngineLog", "millrace.runFlow", "millrace.answer", "workbench.action.openSettings"] as const;

export function statusLine(folders: readonly FolderHealth[], version: string, isTrusted: boolean): StatusLine {
  const running = folders.reduce((sum, folder) => sum + folder.running, 0);
  const isDown = folders.some(({ status }) => status === "stopped");
  const waiting = isDown || !isTrusted ? 0 : folders.reduce((sum, folder) => sum + folder.waiting, 0);
  const health = healthOf(folders, running - waiting, waiting, isDown);
  return {
    text: isDown ? "$(error) Millrace" : running > 0 ? liveText(running - waiting, waiting) : "$(type-hierarchy-sub) Millrace",
    isDown,
    command: isDown ? "millrace.restartEngine" : waiting > 0 ? "millrace.answer" : "millrace.panel.focus",
    spoken: `Millrace: ${health}`,
    hover: [`**Millrace** ${version} · ${health}`, ...folders.flatMap((folder) => folderLines(folder, folders.length > 1, isTrusted)), "---", ...(waiting > 0 ? [answerLink] : []), ...menu].join("\n\n"),
  };
}

function liveText(running: number, waiting: number): string {
  return [running > 0 ? `$(loading~spin) ${running} running` : "", waiting > 0 ? `$(debug-pause) ${waitingCount(waiting)}` : ""].filter((text) => text !== "").join("  ");
}

function waitingCount(waiting: number): string {
  return waiting === 1 ? "1 waits for you" : `${waiting} wait for you`;
}

function healthOf(folders: readonly FolderHealth[], running: number, waiting: number, isDown: boolean): string {
  if (isDown) return "the engine is not running";
  if (folders.some(({ status }) => status === "starting")) return "the engine is starting";
  if (waiting > 0) return `${running > 0 ? `${running} running, ` : ""}${waitingCount(waiting)}`;
  return running > 0 ? `${running} running` : "ready";
}

function folderLines({ name, flows, sdk, node, store }: FolderHealth, isNamed: boolean, isTrusted: boolean): readonly string[] {
  const ofSdk = sdk === undefined || sdk.kind === "missing" ? "" : ` · millrace ${sdk.version}`;
  const ofNode = node?.kind === "found" ? ` · Node ${node.version.replace(/^v/, "")}` : "";
  const facts = `${isNamed ? `**${name}** · ` : ""}${flows} ${flows === 1 ? "flow" : "flows"}${ofSdk}${ofNode}`;
  const obstacle = obstacleOf({ isTrusted, sdk, node, store });
  return obstacle === undefined ? [facts] : [facts, `$(warning) ${obstacle.message}`];
}

const answerLink = "[$(debug-pause) Answer…](command:millrace.answer)";

const menu = [
  "[$(play) Run Flow…](command:millrace.runFlow) · [$(debug-restart) Restart Engine](command:millrace.restartEngine)",
  "[$(output) Log](command:millrace.showLog) · [$(output) Engine Log](command:millrace.showEngineLog) · [$(gear) Settings](command:workbench.action.openSettings?%5B%22millrace%22%5D)",
];
