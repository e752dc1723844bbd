import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PictureDelta, RunPicture } from "../../core/protocol/run-picture.ts";
import type { HostInfo } from "../../core/protocol/view-api.ts";
import { Session } from "../../webview/model/session.ts";
import { firstState, restoreState } from "../../webview/model/view-state.ts";
import { picture, summary } from "./build.ts";
import { settle, TestTransport } from "./transport.ts";

// Only what is saved waits for a timer.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const folder = "file:///shop";
const host: HostInfo = { kind: "panel", isTrusted: true, target: null, folders: [{ folder, path: "/shop", name: "shop", status: "running", flows: [] }] };
const log = { at: 1, level: "info" as const, message: "hello", flowRun: 0, task: 1, source: "load-0" };

function transportFor(shown: RunPicture, saved?: unknown): TestTransport {
  return new TestTransport(
    {
      "millrace/listRuns": () => ({ total: 1, runs: [shown.run], flows: ["main"] }),
      "millrace/openRun": () => shown,
      "millrace/closeRun": () => null,
      "millrace/logs": () => ({ total: 1, lines: [log] }),
      "millrace/taskRun": () => ({ id: "run-0-1", name: "load-0" }),
      "millrace/flowRun": () => ({ flowRun: { id: "run-0" } }),
    },
    saved,
  );
}

async function opened(shown: RunPicture, saved?: unknown): Promise<{ readonly transport: TestTransport; readonly session: Session }> {
  const transport = transportFor(shown, saved);
  const session = new Session(transport);
  transport.send({ type: "hello", host });
  session.show({ kind: "run", runId: shown.run.id });
  await settle();
  return { transport, session };
}

function delta(revision: number, more: Partial<PictureDelta> = {}): PictureDelta {
  return { run: summary({ type: "RUNNING" }), revision, definitions: [], sites: [], stateNames: [], flowRuns: [], taskRuns: [], ...more };
}

const one = picture([{ name: "load" }]);

test("the first message is ready, and a shown run is opened and its log read", async () => {
  const { transport } = await opened(one);
  expect(transport.posted[0]).toEqual({ type: "ready" });
  expect(transport.requests()).toEqual(["listRuns", "openRun", "logs", "flowRun"]);
});

test("a delta is taken in where it follows", async () => {
  const { transport, session } = await opened(one);
  transport.send({ type: "event", folder, event: "millrace/pictureChanged", params: delta(2) });
  expect(session.shown?.run.mirror?.run.state.type).toBe("RUNNING");
});

test("after a gap the run is opened again, and its other opening closed", async () => {
  const { transport } = await opened(one);
  transport.send({ type: "event", folder, event: "millrace/pictureChanged", params: delta(3) });
  await settle();
  expect(transport.requests().filter((method) => method.endsWith("Run"))).toEqual(["openRun", "flowRun", "openRun", "closeRun", "flowRun"]);
});

test("after a gap what is inspected is read again too", async () => {
  const { transport, session } = await opened(one);
  session.select({ kind: "task", task: 1 });
  await settle();
  transport.posted.length = 0;
  transport.send({ type: "event", folder, event: "millrace/pictureChanged", params: delta(9) });
  await settle();
  expect(transport.requests().sort()).toEqual(["closeRun", "openRun", "taskRun"]);
});

test("a delta that is known already changes nothing", async () => {
  const { transport, session } = await opened(one);
  transport.send({ type: "event", folder, event: "millrace/pictureChanged", params: delta(1) });
  expect(session.shown?.run.mirror?.run.state.type).toBe("COMPLETED");
});

test("a run that is left is closed", async () => {
  const { transport, session } = await opened(one);
  session.show(null);
  expect(transport.requests().at(-1)).toBe("closeRun");
});

test("a failed run is opened at the task that made it fail", async () => {
  const failed = picture([{ name: "load" }, { name: "store", states: "pending 0 running 0 failed 5" }], undefined, {
    failure: { task: { id: "run-0-2", name: "store-0" }, error: null, at: null, callSites: [] },
  });
  const { session, transport } = await opened(failed);
  expect(session.store.state.selection).toEqual({ kind: "task", task: 2 });
  expect(transport.posted.filter(({ type }) => type === "selected").at(-1)).toEqual({ type: "selected", folder, runId: "run-0", taskRunId: "run-0-2" });
});

test("what someone has chosen is not taken from them by a failure", async () => {
  const { session, transport } = await opened(one);
  session.select(null);
  transport.send({
    type: "event",
    folder,
    event: "millrace/pictureChanged",
    params: delta(2, { run: summary({ type: "FAILED", failure: { task: { id: "run-0-1", name: "load-0" }, error: null, at: null, callSites: [] } }) }),
  });
  expect(session.store.state.selection).toBeNull();
});

test("the host shows a task: its run is opened and it is selected", async () => {
  const { session, transport } = await opened(one);
  transport.send({ type: "show", folder, target: { kind: "run", runId: "run-0", taskRunId: "run-0-1" } });
  expect(session.store.state.selection).toEqual({ kind: "task", task: 1 });
});

test("when the engine is back, list and run are asked for anew", async () => {
  const { transport, session } = await opened(one);
  transport.send({ type: "engine", folder, status: "stopped" });
  expect(session.folder?.status).toBe("stopped");
  transport.posted.length = 0;
  transport.send({ type: "engine", folder, status: "running" });
  await settle();
  expect(transport.requests()).toEqual(["listRuns", "openRun", "logs", "flowRun"]);
});

test("a request to an engine that goes is answered", async () => {
  const transport = new TestTransport();
  const session = new Session(transport);
  transport.send({ type: "hello", host });
  const answer = session.link.request(folder, "millrace/openRun", { runId: "x" });
  transport.send({ type: "engine", folder, status: "stopped" });
  await expect(answer).rejects.toMatchObject({ failure: { code: "ENGINE_GONE" } });
});

test("log lines are appended, and a gap is read", async () => {
  const { transport, session } = await opened(one);
  transport.send({ type: "event", folder, event: "millrace/logged", params: { runId: "run-0", from: 1, lines: [{ ...log, message: "two" }] } });
  expect(session.shown?.logs.lines.map(({ message }) => message)).toEqual(["hello", "two"]);
  transport.posted.length = 0;
  transport.send({ type: "event", folder, event: "millrace/logged", params: { runId: "run-0", from: 9, lines: [log] } });
  expect(transport.requests()).toEqual(["logs"]);
});

test("what is shown is saved, and shown again", async () => {
  const { transport, session } = await opened(one);
  session.select({ kind: "task", task: 1 });
  session.store.update({ tab: "logs", zoom: { from: 5, span: 10 } });
  vi.runAllTimers();
  const again = new Session(transportFor(one, transport.saved));
  expect(again.store.state).toEqual(session.store.state);
});

test("a saved state of another shape is taken over as far as it fits", () => {
  expect(restoreState("nonsense")).toEqual(firstState);
  expect(restoreState({ tab: 7, isListOpen: false, selection: { kind: "task" }, zoom: { from: 1, span: 2 } })).toEqual({ ...firstState, isListOpen: false, zoom: { from: 1, span: 2 } });
});
