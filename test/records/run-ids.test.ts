import fc from "fast-check";
import { expect, test } from "vitest";
import { taskNumber, taskRunId } from "../../core/records/run-ids.ts";
import { rootId } from "./legal-run.ts";

test("a task run's id gives its number back", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), (task) => taskNumber(rootId, taskRunId(rootId, task)) === task));
});

test.each(["", "-", "-0", "-01", "--1", "-1.5", "-1e1", "- 1", "-0x1", "-x", "7"])("the root's id and %o is no task run", (rest) => {
  expect(taskNumber(rootId, rootId + rest)).toBeUndefined();
});

test("the task run of another run is none of this one", () => {
  expect(taskNumber(rootId, taskRunId("another", 1))).toBeUndefined();
});
