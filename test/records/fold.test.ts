import fc from "fast-check";
import { expect, test } from "vitest";
import { foldRecords, RunFold } from "../../core/records/fold.ts";
import type { RunRecord, RunRecordBody } from "../../core/records/run-record.ts";
import { legalRuns, rootId } from "./legal-run.ts";

test("a run folds to the same view whether its records come at once, or one by one to someone who looks in between", () => {
  fc.assert(
    fc.property(legalRuns, (records) => {
      const fold = new RunFold();
      for (const record of records) {
        fold.add(record);
        for (const task of fold.taskRuns.values()) void task.states.at(-1);
      }
      expect(fold).toEqual(foldRecords(records));
      expect([fold.lastNumber, fold.generation]).toEqual([records.length, records.at(-1)?.g]);
    }),
  );
});

test("any prefix of a legal run folds, and never to more than the whole tells", () => {
  fc.assert(
    fc.property(legalRuns, fc.nat(), (records, cut) => {
      const whole = foldRecords(records);
      const part = foldRecords(records.slice(0, cut % (records.length + 1)));
      expect([...whole.taskRuns.keys()].slice(0, part.taskRuns.size)).toEqual([...part.taskRuns.keys()]);
      for (const [number, task] of part.taskRuns) {
        const states = whole.taskRuns.get(number)?.states ?? [];
        expect(states.slice(0, task.states.length)).toEqual(task.states);
      }
    }),
  );
});

test("the records of an owner that has lost the run change nothing", () => {
  fc.assert(
    fc.property(legalRuns, legalRuns, (records, late) => {
      const fold = new RunFold();
      for (const record of records) fold.add({ ...record, g: record.g + 100 });
      const before = structuredClone({ ...fold, flowRuns: fold.flowRuns, taskRuns: fold.taskRuns });
      for (const record of late) fold.add({ ...record, n: fold.lastNumber + 1, g: Math.min(record.g, 100) });
      expect({ ...fold, flowRuns: fold.flowRuns, taskRuns: fold.taskRuns }).toEqual(before);
    }),
  );
});

test("a record about a run that is not there is passed over", () => {
  const strays: RunRecordBody[] = [
    { k: "start", task: 9 },
    { k: "done", task: 9, r: { v: 1 } },
    { k: "set", task: 9, name: "x" },
    { k: "set", run: 9, name: "x" },
    { k: "state", run: 9, state: { type: "RUNNING", name: "Running", at: 1, message: null } },
    { k: "attempt", run: 9, attempt: 2, cause: "retry" },
    { k: "reuse", task: 9, attempt: 2, c: 1 },
    { k: "superseded", tasks: [9] },
    { k: "held", from: 1, to: 2 },
  ];
  const view = foldRecords(strays.map((body, index): RunRecord => ({ n: index + 1, g: 1, at: index, ...body })));
  expect([view.flowRuns.size, view.taskRuns.size, view.lastNumber]).toEqual([0, 0, strays.length]);
});

test("a child flow run's states are its tracking task run's, and a task that starts at once is Running a microsecond later", () => {
  const bodies: RunRecordBody[] = [
    { k: "open", v: 1, id: rootId, pid: 1, sdk: "0.1.0", node: "v20" },
    { k: "def", def: 1, kind: "flow", name: "stars", file: null, position: null },
    { k: "task", task: 1, def: 1, no: 0, child: 1 },
    { k: "flow", run: 1, id: "c", def: 1, name: "child", params: {}, task: 1 },
    { k: "state", run: 1, state: { type: "PENDING", name: "Pending", at: 40, message: null } },
    { k: "state", run: 1, state: { type: "RUNNING", name: "Running", at: 50, message: null } },
    { k: "task", task: 2, def: 1, no: 1, s: 1 },
  ];
  const view = foldRecords(bodies.map((body, index): RunRecord => ({ n: index + 1, g: 1, at: index * 10, ...body })));
  const story = [...view.taskRuns.values()].map((task) => [task.name, ...task.states.map((state) => `${state.name} ${state.at}`)]);
  expect(story).toEqual([
    ["stars-0", "Pending 20", "Running 50"],
    ["stars-1", "Pending 60", "Running 61"],
  ]);
  expect(view.lastAt).toBe(61);
});

test("what is rolled back keeps its result, and what was committed stays so until it runs again", () => {
  const bodies: RunRecordBody[] = [
    { k: "def", def: 1, kind: "task", name: "get", file: null, position: null },
    { k: "task", task: 1, def: 1, no: 0, s: 1 },
    { k: "done", task: 1, r: { v: "a" } },
    { k: "state", task: 1, state: { type: "COMPLETED", name: "RolledBack", at: 40, message: null } },
    { k: "task", task: 2, def: 1, no: 1, s: 1 },
    { k: "done", task: 2 },
    { k: "commit", tasks: [2, 9] },
  ];
  const fold = (more: readonly RunRecordBody[]): readonly unknown[] => {
    const records = [...bodies, ...more].map((body, index): RunRecord => ({ n: index + 1, g: 1, at: index * 10, ...body }));
    return [...foldRecords(records).taskRuns.values()].map((task) => [task.states.at(-1), task.isCommitted]);
  };
  const rolledBack = { type: "COMPLETED", name: "RolledBack", at: 40, message: null, result: { v: "a" } };
  expect(fold([])).toEqual([[rolledBack, false], [{ type: "COMPLETED", name: "Completed", at: 50, message: null }, true]]);
  expect(fold([{ k: "reuse", task: 2, attempt: 2, c: 1 }])[1]).toEqual([expect.objectContaining({ name: "Cached" }), true]);
  expect(fold([{ k: "reuse", task: 2, attempt: 2 }])[1]).toEqual([expect.objectContaining({ name: "Completed" }), false]);
});

test("the times for which a debugger held the process are the root flow run's", () => {
  const bodies: RunRecordBody[] = [
    { k: "open", v: 1, id: rootId, pid: 1, sdk: "0.1.0", node: "v20" },
    { k: "flow", run: 0, id: rootId, def: 1, name: "root", params: {} },
    { k: "flow", run: 1, id: "c", def: 1, name: "child", params: {} },
    { k: "held", from: 5, to: 7 },
    { k: "held", from: 12, to: 19 },
  ];
  const view = foldRecords(bodies.map((body, index): RunRecord => ({ n: index + 1, g: 1, at: index * 10, ...body })));
  expect([...view.flowRuns.values()].map(({ debugPauses }) => debugPauses)).toEqual([[[5, 7], [12, 19]], []]);
});
