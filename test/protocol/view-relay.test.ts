import { expect, test } from "vitest";
import { EngineMirror } from "../../core/protocol/engine-mirror.ts";
import { ViewRelay, type RelayEngine } from "../../core/protocol/view-relay.ts";
import type { HostMessage } from "../../core/protocol/view-api.ts";
import { makeRun } from "../presentation/builders.ts";

const folder = "file:///ws";

function makeRelay(): { relay: ViewRelay<RelayEngine>; engine: RelayEngine; posted: HostMessage[]; asked: string[]; acts: unknown[] } {
  const posted: HostMessage[] = [];
  const asked: string[] = [];
  const acts: unknown[] = [];
  const request = async (method: string, params: unknown): Promise<never> => {
    asked.push(`${method} ${JSON.stringify(params)}`);
    if (method === "millrace/taskRun") throw new Error("There is none.");
    return { total: 0, runs: [], flows: [] } as never;
  };
  const engine: RelayEngine = { uri: folder, name: "ws", status: "running", mirror: new EngineMirror(), request };
  const relay = new ViewRelay<RelayEngine>("panel", null, {
    clock: { nowUs: () => 0, startTimer: () => ({ cancel: () => undefined }) },
    post: (message) => void posted.push(message),
    engines: () => [engine],
    pathOf: () => "/ws",
    isTrusted: () => true,
    failureOf: (error) => ({ code: "MILLRACE_USAGE", message: String(error), hint: null }),
    act: (...given) => void acts.push(given),
    selected: () => undefined,
  });
  return { relay, engine, posted, asked, acts };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("nothing is sent to a page that is not ready; then it hears of all folders", () => {
  const { relay, posted } = makeRelay();
  relay.hello();
  expect(posted).toEqual([]);
  relay.receive({ type: "ready" });
  expect(posted).toEqual([{ type: "hello", host: { kind: "panel", folders: [{ folder, path: "/ws", name: "ws", status: "running", flows: [] }], target: null, isTrusted: true } }]);
});

test("a request is answered under its number, and so is one that fails", async () => {
  const { relay, posted } = makeRelay();
  relay.receive({ type: "ready" });
  relay.receive({ type: "request", id: 1, folder, method: "millrace/staticEdges", params: { runId: "a" } });
  relay.receive({ type: "request", id: 2, folder, method: "millrace/taskRun", params: { runId: "a", taskRunId: "t" } });
  relay.receive({ type: "request", id: 3, folder: "file:///gone", method: "millrace/staticEdges", params: { runId: "a" } });
  await settled();
  expect(posted.slice(1).map((message) => ("id" in message ? [message.id, message.type] : []))).toEqual(expect.arrayContaining([[1, "response"], [2, "failed"], [3, "failed"]]));
});

test("only what happens to runs that the page has open is sent", async () => {
  const { relay, engine, posted } = makeRelay();
  relay.receive({ type: "ready" });
  relay.receive({ type: "request", id: 1, folder, method: "millrace/openRun", params: { runId: "a" } });
  await settled();
  for (const runId of ["a", "b"]) relay.heard(engine, { kind: "event", event: { name: "millrace/logged", params: { runId, from: 0, lines: [] } } });
  expect(posted.filter(({ type }) => type === "event")).toHaveLength(1);
});

test("a page that is gone has nothing open any more", async () => {
  const { relay, asked } = makeRelay();
  relay.receive({ type: "ready" });
  relay.receive({ type: "request", id: 1, folder, method: "millrace/openRun", params: { runId: "a" } });
  await settled();
  relay.release();
  expect(asked).toEqual(['millrace/openRun {"runId":"a"}', 'millrace/closeRun {"runId":"a"}']);
});

test("runs that changed are sent, and those that were removed by their ids", () => {
  const { relay, engine, posted } = makeRelay();
  relay.receive({ type: "ready" });
  const run = makeRun({ id: "kept" });
  engine.mirror.runs.set(run.id, run);
  relay.heard(engine, { kind: "changed", change: { isWhole: false, files: [], runs: [{ before: undefined, after: run }], removedRuns: ["gone"] } });
  expect(posted.at(-1)).toEqual({ type: "runs", folder, changed: [run], removed: ["gone"] });
});

test("what is no message is not acted upon", () => {
  const { relay, acts } = makeRelay();
  relay.receive({ type: "act", folder, action: { kind: "shell", command: "rm" } });
  relay.receive({ type: "act", folder, action: { kind: "stop", runId: "a" } });
  expect(acts).toEqual([[folder, { kind: "stop", runId: "a" }]]);
});
