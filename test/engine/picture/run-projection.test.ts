import fc from "fast-check";
import { expect, test } from "vitest";
import { type PictureDelta, type RunPicture, supersededFlag, taskField, taskRunName } from "../../../core/protocol/run-picture.ts";
import { currentState, RunFold } from "../../../core/records/fold.ts";
import type { TouchedRuns } from "../../../core/records/touched-runs.ts";
import type { RunRecord } from "../../../core/records/run-record.ts";
import { RunProjection } from "../../../engine/runs/picture/run-projection.ts";
import { legalRuns, rootId } from "../../records/legal-run.ts";

const identity = { id: rootId, request: undefined, createdAt: 1_769_850_000_000_000, root: "/repo", folder: "/repo", folderName: "/repo" };

interface Followed {
  readonly fold: RunFold;
  readonly projection: RunProjection;
  add(records: readonly RunRecord[]): void;
}

function follow(): Followed {
  const touched: TouchedRuns = { tasks: new Set(), flowRuns: new Set() };
  const fold = new RunFold(touched);
  const projection = new RunProjection(identity, fold);
  return {
    fold,
    projection,
    add: (records) => {
      for (const record of records) fold.add(record);
      projection.update(fold, touched);
    },
  };
}

/** What a view does with a delta: tables grow, tuples replace by number (P2, P3). */
function apply(picture: RunPicture, delta: PictureDelta): RunPicture {
  expect(delta.revision).toBe(picture.revision + 1);
  const taskRuns = new Map([...picture.taskRuns, ...delta.taskRuns].map((run) => [run[taskField.task], run]));
  const flowRuns = new Map([...picture.flowRuns, ...delta.flowRuns].map((run) => [run.run, run]));
  return {
    ...picture,
    run: delta.run,
    revision: delta.revision,
    definitions: [...picture.definitions, ...delta.definitions],
    sites: [...picture.sites, ...delta.sites],
    stateNames: [...picture.stateNames, ...delta.stateNames],
    taskRuns: [...taskRuns.values()],
    flowRuns: [...flowRuns.values()],
  };
}

/** A picture with its indices looked up, in the order of numbers. */
function spelledOut(picture: RunPicture): unknown {
  const states = (pairs: readonly number[]): unknown => pairs.map((value, index) => (index % 2 === 0 ? picture.stateNames[value] : value));
  return {
    run: picture.run,
    flowRuns: picture.flowRuns.map((run) => ({ ...run, definition: picture.definitions[run.definition], states: states(run.states) })).sort((a, b) => a.run - b.run),
    taskRuns: picture.taskRuns
      .map((run) => ({
        task: run[taskField.task],
        name: taskRunName(picture, run),
        definition: picture.definitions[run[taskField.definition]],
        site: picture.sites[run[taskField.site]],
        rest: run.slice(taskField.flowRun, taskField.states),
        states: states(run[taskField.states]),
      }))
      .sort((a, b) => a.task - b.task),
  };
}

test("a picture and all deltas since come to the picture of the whole, however the reading was cut", () => {
  fc.assert(
    fc.property(legalRuns, fc.array(fc.nat(8), { maxLength: 20 }), (records, cuts) => {
      const live = follow();
      const first = Math.min(records.length, (cuts[0] ?? 0) + 6);
      live.add(records.slice(0, first));
      let picture = live.projection.picture(null, null);
      let at = first;
      for (const cut of [...cuts, records.length]) {
        live.add(records.slice(at, at + cut));
        at += cut;
        const delta = live.projection.delta(null, null);
        if (delta !== undefined) picture = apply(picture, delta);
      }
      const whole = follow();
      whole.add(records);
      // What closes a run touches none of its runs; the summary goes with the next change.
      const now = { ...picture, run: live.projection.summary(null, null) };
      expect(spelledOut(now)).toEqual(spelledOut(whole.projection.picture(null, null)));
    }),
  );
});

test("task runs are counted by what they are, superseded ones left out, without looking at those that did not change", () => {
  fc.assert(
    fc.property(legalRuns, (records) => {
      const live = follow();
      for (const record of records) live.add([record]);
      const runs = [...live.fold.taskRuns.values()].filter((run) => !run.isSuperseded);
      const count = (...types: readonly string[]): number => runs.filter((run) => types.includes(currentState(run)?.type ?? "")).length;
      expect(live.projection.summary(null, null).tasks).toEqual({
        total: runs.length,
        running: count("RUNNING"),
        completed: count("COMPLETED"),
        failed: count("FAILED", "CRASHED"),
      });
    }),
  );
});

test("without a change there is no delta, and none while nobody looks", () => {
  const live = follow();
  live.add(head());
  expect(live.projection.delta(null, null)).toBe(undefined);
  live.projection.picture(null, null);
  expect(live.projection.delta(null, null)).toBe(undefined);
  live.add([{ n: 6, g: 1, at: identity.createdAt + 60, k: "task", task: 1, def: 2, no: 0, s: 1 }]);
  expect(live.projection.delta(null, null)?.taskRuns).toEqual([[1, 1, 0, 0, -1, -1, -1, -1, 0, [], [1, 60, 0, 61]]]);
  live.projection.close();
  live.add([{ n: 7, g: 1, at: identity.createdAt + 70, k: "superseded", tasks: [1] }]);
  expect(live.projection.delta(null, null)).toBe(undefined);
  expect(live.projection.picture(null, null).taskRuns.map((run) => run[taskField.flags])).toEqual([supersededFlag]);
});

test("an artifact, its change and an item show up with the runs that made them", () => {
  const live = follow();
  live.add(head());
  const at = identity.createdAt + 60;
  live.add([{ n: 6, g: 1, at, k: "task", task: 1, def: 2, no: 0, run: 0, gen: 1, s: 1 }]);
  live.projection.picture(null, null);
  const touchedBy = (record: RunRecord): unknown => {
    live.add([record]);
    const delta = live.projection.delta(null, null);
    return [delta?.taskRuns.map(([task]) => task), delta?.flowRuns.map(({ run }) => run)];
  };
  expect(touchedBy({ n: 7, g: 1, at: at + 10, k: "artifact", artifact: "a", type: "progress", data: { v: 0 }, run: 0, task: 1 })).toEqual([[1], [0]]);
  expect(touchedBy({ n: 8, g: 1, at: at + 20, k: "artifactSet", artifact: "a", data: { v: 50 } })).toEqual([[1], [0]]);
  expect(touchedBy({ n: 9, g: 1, at: at + 30, k: "item", task: 1, v: { v: 1 } })).toEqual([[1], []]);
});

test("a file that is read again from its start leaves a gap, so that the whole is asked for", () => {
  const live = follow();
  live.add(head());
  const before = live.projection.picture(null, null).revision;
  const again: TouchedRuns = { tasks: new Set(), flowRuns: new Set() };
  const fold = new RunFold(again);
  for (const record of head()) fold.add(record);
  live.projection.update(fold, again);
  expect(live.projection.delta(null, null)?.revision).toBe(before + 2);
});

test("positions are relative to the folder that the editor has open", () => {
  const touched: TouchedRuns = { tasks: new Set(), flowRuns: new Set() };
  const fold = new RunFold(touched);
  for (const record of head()) fold.add(record);
  const projection = new RunProjection({ ...identity, root: "/repo", folder: "/repo/flows", folderName: "/repo/flows" }, fold);
  const picture = projection.picture(null, null);
  expect([picture.run.file, picture.definitions[0]?.position]).toEqual(["a.ts", "a.ts:1:1"]);
});

function head(): readonly RunRecord[] {
  const at = identity.createdAt;
  return [
    { n: 1, g: 1, at: at + 10, k: "open", v: 1, id: rootId, pid: 1, sdk: "0.0.0", node: "v20" },
    { n: 2, g: 1, at: at + 20, k: "def", def: 1, kind: "flow", name: "stars", file: "flows/a.ts", position: "flows/a.ts:1:1" },
    { n: 3, g: 1, at: at + 30, k: "flow", run: 0, id: rootId, def: 1, name: "brisk-heron", params: {} },
    { n: 4, g: 1, at: at + 40, k: "def", def: 2, kind: "task", name: "get", file: "flows/a.ts", position: "flows/a.ts:2:1" },
    { n: 5, g: 1, at: at + 50, k: "state", run: 0, state: { type: "RUNNING", name: "Running", at: at + 50, message: null } },
  ];
}
