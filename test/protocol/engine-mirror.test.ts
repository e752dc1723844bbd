import { expect, test } from "vitest";
import type { EngineSnapshot } from "../../core/protocol/editor-api.ts";
import { EngineMirror } from "../../core/protocol/engine-mirror.ts";
import { makeFlow, makeRun, makeRunningRun } from "../presentation/builders.ts";

function makeSnapshot(change: Partial<EngineSnapshot> = {}): EngineSnapshot {
  return {
    revision: 7,
    flows: [makeFlow(), makeFlow({ id: "flows/send.ts#send", name: "send", file: "flows/send.ts" })],
    problems: [],
    isScanned: true,
    runs: [],
    lastRuns: {},
    sdk: { kind: "missing" },
    node: { kind: "missing", path: "node" },
    store: { kind: "writable" },
    ...change,
  };
}

function names(mirror: EngineMirror): string[] {
  return mirror.flows().map(({ name }) => name);
}

test("a change that does not follow is not taken over", () => {
  const mirror = new EngineMirror();
  expect(mirror.apply({ revision: 1 })).toBe(undefined);
  mirror.replace(makeSnapshot());
  expect(mirror.apply({ revision: 9 })).toBe(undefined);
  expect(mirror.apply({ revision: 8, isScanned: false })).toBeDefined();
  expect(mirror.isScanned).toBe(false);
});

test("a file's flows are replaced as a whole, and gone when it has none", () => {
  const mirror = new EngineMirror();
  mirror.replace(makeSnapshot());
  const change = mirror.apply({ revision: 8, flows: { "flows/load.ts": [], "flows/new.ts": [makeFlow({ name: "fresh", file: "flows/new.ts" })] } });
  expect(change?.files).toEqual(["flows/load.ts", "flows/new.ts"]);
  expect(names(mirror)).toEqual(["send", "fresh"]);
});

test("a new run becomes its flow's last, and its removal brings back the one before", () => {
  const mirror = new EngineMirror();
  const earlier = makeRun({ id: "a", createdAt: 1 });
  const later = makeRunningRun({ id: "b", createdAt: 2 });
  mirror.replace(makeSnapshot({ runs: [earlier], lastRuns: { "flows/load.ts#load": earlier } }));
  mirror.apply({ revision: 8, runs: [later] });
  expect(mirror.lastRuns.get("flows/load.ts#load")?.id).toBe("b");
  expect(mirror.activeRuns().map(({ id }) => id)).toEqual(["b"]);
  mirror.apply({ revision: 9, removedRuns: ["b"] });
  expect(mirror.lastRuns.get("flows/load.ts#load")?.id).toBe("a");
});

test("a change of an old run does not make it the last one", () => {
  const mirror = new EngineMirror();
  const newest = makeRun({ id: "new", createdAt: 2 });
  mirror.replace(makeSnapshot({ lastRuns: { "flows/load.ts#load": newest } }));
  mirror.apply({ revision: 8, runs: [makeRun({ id: "old", createdAt: 1 })] });
  expect(mirror.lastRuns.get("flows/load.ts#load")?.id).toBe("new");
});

test("what is remembered is shown until the engine speaks, and never over it", () => {
  const mirror = new EngineMirror();
  mirror.remember({ flows: [makeFlow()], lastRuns: {} });
  expect(names(mirror)).toEqual(["load"]);
  mirror.replace(makeSnapshot({ flows: [] }));
  mirror.remember({ flows: [makeFlow()], lastRuns: {} });
  expect(names(mirror)).toEqual([]);
});

test("flows of files that a new engine has not come to stay until it has looked at all", () => {
  const mirror = new EngineMirror();
  mirror.replace(makeSnapshot());
  mirror.forgetRevision();
  mirror.replace(makeSnapshot({ revision: 0, flows: [], isScanned: false }));
  expect(names(mirror)).toEqual(["load", "send"]);
  mirror.apply({ revision: 1, flows: { "flows/send.ts": [makeFlow({ name: "send", file: "flows/send.ts" })] } });
  const last = mirror.apply({ revision: 2, isScanned: true });
  expect(last?.files).toEqual(["flows/load.ts"]);
  expect(names(mirror)).toEqual(["send"]);
});

test("a last run that the new engine does not know is gone when it has looked at all", () => {
  const mirror = new EngineMirror();
  mirror.remember({ flows: [makeFlow()], lastRuns: { "flows/load.ts#load": makeRun(), "flows/load.ts#other": makeRun() } });
  mirror.replace(makeSnapshot({ revision: 0, flows: [], isScanned: false }));
  expect([...mirror.lastRuns.keys()]).toEqual(["flows/load.ts#load", "flows/load.ts#other"]);
  mirror.apply({ revision: 1, runs: [makeRun({ id: "older", createdAt: 1 })] });
  mirror.apply({ revision: 2, isScanned: true });
  expect([...mirror.lastRuns].map(([flow, { id }]) => [flow, id])).toEqual([["flows/load.ts#load", "older"]]);
});

test("an edit above a flow moves it up and down, one below does not", () => {
  const mirror = new EngineMirror();
  mirror.replace(makeSnapshot());
  mirror.edited("flows/load.ts", { start: { line: 3, character: 0 }, end: { line: 3 } }, "\n\n");
  expect(mirror.flowAt("flows/load.ts", 22)?.name).toBe("load");
  mirror.edited("flows/load.ts", { start: { line: 40, character: 2 }, end: { line: 40 } }, "\n\n\n");
  expect(mirror.flowsOf("flows/load.ts")[0]?.line).toBe(12);
  mirror.edited("flows/load.ts", { start: { line: 2, character: 5 }, end: { line: 4 } }, "x");
  expect(mirror.flowsOf("flows/load.ts")[0]?.line).toBe(10);
});

test("a remembered run that has ended meanwhile is shown as ended before its flow's file has been read again", () => {
  const mirror = new EngineMirror();
  mirror.remember({ flows: [makeFlow()], lastRuns: { "flows/load.ts#load": makeRunningRun({ id: "one" }) } });
  mirror.replace(makeSnapshot({ revision: 0, flows: [], isScanned: false, runs: [makeRunningRun({ id: "one", flowId: null })] }));
  mirror.apply({ revision: 1, runs: [makeRun({ id: "one", flowId: null })] });
  expect(mirror.lastRuns.get("flows/load.ts#load")).toEqual(makeRun({ id: "one", flowId: "flows/load.ts#load" }));
});
