import { expect, test } from "vitest";
import { failureNotice, FailureMarks } from "../../core/presentation/failure-marks.ts";
import { makeFailedRun, makeRun, makeRunningRun } from "./builders.ts";

const file = "/ws/flows/load.ts";

test("a run that has failed just now is marked at the line that threw", () => {
  const marks = new FailureMarks();
  expect(marks.follow(makeRunningRun(), makeFailedRun())).toEqual({ files: [file], hasFailed: true });
  expect(marks.of(file)).toEqual([{ at: { file, line: 14, column: 9 }, message: "Error: The warehouse is closed.", run: "brisk-heron", callSites: [] }]);
});

test("what had failed before is not told again", () => {
  expect(new FailureMarks().follow(makeFailedRun(), makeFailedRun()).hasFailed).toBe(false);
});

test("the next run of the flow takes its own mark away, and no other's", () => {
  const marks = new FailureMarks();
  marks.follow(undefined, makeFailedRun({ id: "a", flowId: "flows/load.ts#load" }));
  marks.follow(undefined, makeFailedRun({ id: "b", flowId: "flows/load.ts#other" }));
  expect(marks.of(file)).toHaveLength(2);
  marks.follow(undefined, makeRunningRun({ id: "c", flowId: "flows/load.ts#load" }));
  expect(marks.of(file)).toHaveLength(1);
});

test("an edit of the line takes the mark away, one elsewhere does not", () => {
  const marks = new FailureMarks();
  marks.follow(undefined, makeFailedRun());
  expect(marks.edited(file, 1, 13)).toBe(false);
  expect(marks.edited(file, 14, 14)).toBe(true);
  expect(marks.of(file)).toEqual([]);
});

test("a notification offers to resume what can be resumed", () => {
  expect(failureNotice(makeFailedRun())).toEqual({
    text: "load failed in upload: The warehouse is closed.",
    actions: { Debug: "millrace.debugAgain", Resume: "millrace.resumeRun", Open: "millrace.openRun" },
  });
  expect(Object.keys(failureNotice(makeRun({ state: { type: "CRASHED", name: "Crashed", message: null } })).actions)).toEqual(["Debug", "Open"]);
});
