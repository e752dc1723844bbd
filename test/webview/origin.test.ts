import { expect, test } from "vitest";
import type { FlowRunDocument } from "../../core/protocol/run-document.ts";
import { EngineLink } from "../../webview/model/engine-link.ts";
import { fromWords, Origin } from "../../webview/model/origin.ts";
import { settle, TestTransport } from "./transport.ts";

/** @param known names of the runs that are there */
async function originOf(rerunFrom: FlowRunDocument["rerunFrom"], known: Readonly<Record<string, string>>): Promise<{ readonly name: string | null | undefined; readonly from: string }> {
  const transport = new TestTransport({
    "millrace/flowRun": ({ runId }) => ({ flowRun: { name: known[runId], rerunFrom: runId === "new" ? rerunFrom : null } }),
    "millrace/taskRun": ({ taskRunId }) => ({ name: `parse-${taskRunId.at(-1)}` }),
  });
  const link = new EngineLink(transport);
  transport.onMessage((message) => {
    if (message.type === "response") link.receive(message);
  });
  const origin = new Origin(link, "file:///shop");
  origin.follow({ id: "new", rerunOf: "old" });
  origin.follow({ id: "new", rerunOf: "old" });
  await settle();
  expect(transport.requests().filter((method) => method === "flowRun")).toHaveLength(2);
  return { name: origin.origin?.name, from: origin.origin === undefined ? "" : fromWords(origin.origin) };
}

test.each<[string, FlowRunDocument["rerunFrom"], string]>([
  ["from its start", null, ""],
  ["from what had failed", "failed", ": what had not completed"],
  ["from a task run", ["old-1"], " from parse-1"],
  ["from many task runs", ["old-1", "old-2", "old-3", "old-4", "old-5"], " from parse-1, parse-2, parse-3, 2 more"],
])("a run that is repeated %s says so", async (_, from, expected) => {
  expect(await originOf(from, { new: "calm-otter", old: "brisk-heron" })).toEqual({ name: "brisk-heron", from: expected });
});

test("one that was deleted has no name", async () => {
  expect((await originOf(null, { new: "calm-otter" })).name).toBe(null);
});
