/** Limits as a tree: each with whoever holds its slots or waits for them below it. */
import { rateText } from "../limits/rate-text.ts";
import { formatDuration } from "../base/duration.ts";
import type { EngineLink } from "../protocol/engine-link.ts";
import type { SharedSnapshot } from "../protocol/shared-api.ts";
import type { LimitDocument, SlotsDocument } from "../protocol/shared-document.ts";
import type { TreeLine } from "./tree-line.ts";

export type LimitsNode =
  | { readonly kind: "limit"; readonly folder: string; readonly limit: LimitDocument }
  | { readonly kind: "slots"; readonly folder: string; readonly runId: string | null; readonly taskRunId: string | null; readonly limitName: string; readonly slots: SlotsDocument; readonly isHeld: boolean };

const none: SharedSnapshot = { limits: [], variables: [] };

/** Of all folders. An engine that is not there shows its limits when it is back. */
export async function limitNodes(engines: readonly Pick<EngineLink, "uri" | "status" | "request">[]): Promise<LimitsNode[]> {
  const running = engines.filter(({ status }) => status === "running");
  const all = await Promise.all(running.map(async (engine) => ({ uri: engine.uri, limits: (await engine.request("millrace/shared", {}).catch(() => none)).limits })));
  return all.flatMap(({ uri, limits }) => limits.map((limit): LimitsNode => ({ kind: "limit", folder: uri, limit })));
}

/** The longest first, those that hold before those that wait. */
export function slotNodes({ folder, limit }: Extract<LimitsNode, { kind: "limit" }>): LimitsNode[] {
  const below = (slots: SlotsDocument, isHeld: boolean): LimitsNode => ({ kind: "slots", folder, runId: rootOf(slots), taskRunId: slots.taskRunId, limitName: limit.name, slots, isHeld });
  return [...limit.holders.map((slots) => below(slots, true)), ...limit.waiters.map((slots) => below(slots, false))];
}

/** Of the root run: an id of a task run begins with it. */
function rootOf({ taskRunId, runId }: SlotsDocument): string | null {
  return taskRunId?.replace(/-\d+$/, "") ?? runId;
}

export function limitsLine(node: LimitsNode, nowUs: number): TreeLine {
  return node.kind === "limit" ? limitLine(node.limit, node.folder) : slotsLine(node, nowUs);
}

function limitLine({ name, limit, active, waiting, decayPerSecond, holders, waiters }: LimitDocument, folder: string): TreeLine {
  const isFull = active >= limit;
  const rate = decayPerSecond === null ? "" : ` · ${rateText(decayPerSecond)} come free`;
  const words = `${active} of ${limit} taken${waiting === 0 ? "" : ` · ${waiting} ${waiting === 1 ? "waits" : "wait"}`}`;
  return {
    id: `limit ${folder} ${name}`,
    label: name,
    look: { icon: isFull ? "lock" : "unlock", color: isFull ? "testing.iconQueued" : undefined },
    description: `${words}${rate}`,
    tooltip: "",
    plainTooltip: `Limit ${name}: ${words}${rate}`,
    context: "limit",
    spoken: `Limit ${name}, ${words}`,
    isOpen: holders.length + waiters.length === 0 ? null : waiting > 0,
  };
}

function slotsLine({ folder, limitName, slots, isHeld }: Extract<LimitsNode, { kind: "slots" }>, nowUs: number): TreeLine {
  const { run, taskRun, occupy, since, pid, host } = slots;
  const seconds = Math.max(0, nowUs / 1_000 - Date.parse(since));
  const did = `${isHeld ? "holds" : "waits for"} ${occupy}`;
  const label = run ?? `process ${pid}`;
  return {
    id: `slots ${folder} ${limitName} ${isHeld} ${slots.taskRunId ?? slots.runId ?? pid} ${since}`,
    label,
    look: isHeld ? { icon: "circle-filled", color: "charts.blue" } : { icon: "watch", color: "testing.iconQueued" },
    description: `${taskRun === null ? "" : `${taskRun} · `}${did} · ${formatDuration(seconds)}`,
    tooltip: "",
    plainTooltip: `${label}${taskRun === null ? "" : `, ${taskRun}`} ${did} of ${limitName}, process ${pid} on ${host}`,
    context: run === null ? "slots" : "slots run",
    spoken: `${label} ${did} of ${limitName}`,
    isOpen: null,
  };
}
