import { expect, test } from "vitest";
import { exportRun, importRun } from "../../core/presentation/dialogues/transfer-run.ts";
import { TestDialogs, testEngine } from "./dialogs.ts";

test("a run is written where the user says, and its summary may be copied", async () => {
  const engine = testEngine({ "millrace/export": () => ({ sizeBytes: 2_000, summary: "# brisk-heron" }) });
  const dialogs = new TestDialogs(["/tmp/run.zip", "Copy Summary"]);
  await exportRun(engine, dialogs, "run-1");
  expect(engine.asked).toEqual([["millrace/export", { runId: "run-1", file: "/tmp/run.zip" }]]);
  expect(dialogs.said).toEqual(["save run-1.zip", expect.stringContaining("run-1 was exported: 2 KB."), "copied # brisk-heron"]);
});

test.each([
  [true, "brisk-heron was imported"],
  [false, "brisk-heron was here already"],
])("an imported run is the one to show, new %s", async (isNew, said) => {
  const dialogs = new TestDialogs(["/tmp/run.zip"]);
  expect(await importRun(testEngine({ "millrace/import": () => ({ runId: "run-1", name: "brisk-heron", isNew }) }), dialogs)).toBe("run-1");
  expect(dialogs.said).toEqual([said]);
});

test("nothing happens where no file is chosen", async () => {
  const engine = testEngine({});
  expect(await importRun(engine, new TestDialogs([undefined]))).toBe(undefined);
  await exportRun(engine, new TestDialogs([undefined]), "run-1");
  expect(engine.asked).toEqual([]);
});
