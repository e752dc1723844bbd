import { expect } from "vitest";
import { failing } from "../../scripts/vscode/driver/sample-flows.ts";
import { test } from "./support/editor-test.ts";

test("a failure is marked where it was thrown, with the calls that led there", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/failing.ts": failing } });
  await window.openFile("flows/failing.ts");
  await window.lens("Run flow").click();
  await window.lens("failed in load-1").waitFor();
  const marks = await window.run(async ({ vscode, until }, path) => {
    const found = await until(() => {
      const all = vscode.languages.getDiagnostics(vscode.Uri.file(path)).filter(({ source }) => source === "millrace");
      return all.length > 0 && all;
    }, "a diagnostic of millrace");
    return found.map(({ range, message, severity, relatedInformation = [] }) => ({
      line: range.start.line + 1,
      message,
      severity,
      calls: relatedInformation.map(({ location }) => location.range.start.line + 1),
    }));
  }, workspace.path("flows/failing.ts"));
  expect(marks).toEqual([{ line: 4, message: expect.stringContaining("south cannot be loaded"), severity: 0, calls: [10, 8] }]);
});
