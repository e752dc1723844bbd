import { expect, test } from "vitest";
import { limitNodes, limitsLine, slotNodes, type LimitsNode } from "../../core/presentation/limits-outline.ts";
import type { LimitDocument, SlotsDocument } from "../../core/protocol/shared-document.ts";
import { noonUs } from "./builders.ts";
import { testEngine } from "./dialogs.ts";

function slots(change: Partial<SlotsDocument> = {}): SlotsDocument {
  return { runId: "run-1", run: "brisk-heron", taskRunId: "run-1-4", taskRun: "getStars-0", pid: 7, host: "here", occupy: 1, since: "2026-01-31T11:59:48.000000Z", ...change };
}

const db: LimitDocument = { name: "db", limit: 2, decayPerSecond: null, active: 2, waiting: 1, holders: [slots(), slots({ runId: "run-2", run: "calm-otter", taskRunId: null, taskRun: null })], waiters: [slots({ run: null, runId: null, taskRunId: null, taskRun: null })] };
const api: LimitDocument = { name: "api", limit: 10, decayPerSecond: 0.5, active: 0, waiting: 0, holders: [], waiters: [] };

async function tree(...limits: readonly LimitDocument[]): Promise<string[]> {
  const nodes = await limitNodes([{ ...testEngine({ "millrace/shared": () => ({ limits, variables: [] }) }), status: "running" }]);
  const write = (node: LimitsNode, indent: string): string[] => {
    const { label, description } = limitsLine(node, noonUs);
    return [`${indent}${label}: ${description}`, ...(node.kind === "limit" ? slotNodes(node).flatMap((below) => write(below, "  ")) : [])];
  };
  return nodes.flatMap((node) => write(node, ""));
}

test("each limit says how much of it is taken, by whom, and who waits", async () => {
  expect(await tree(db, api)).toEqual([
    "db: 2 of 2 taken · 1 waits",
    "  brisk-heron: getStars-0 · holds 1 · 12.0s",
    "  calm-otter: holds 1 · 12.0s",
    "  process 7: waits for 1 · 12.0s",
    "api: 0 of 10 taken · 30/m come free",
  ]);
});

test("a line of a run opens its root run, at the task run that holds", async () => {
  const [limit] = await limitNodes([{ ...testEngine({ "millrace/shared": () => ({ limits: [{ ...db, holders: [slots({ runId: "child-9", taskRunId: "run-1-4" })] }], variables: [] }) }), status: "running" }]);
  if (limit?.kind !== "limit") throw new Error("It is a limit.");
  expect(slotNodes(limit)[0]).toMatchObject({ runId: "run-1", taskRunId: "run-1-4" });
});

test("of an engine that is not there nothing is shown", async () => {
  expect(await limitNodes([{ ...testEngine({}), status: "stopped" }])).toEqual([]);
});
