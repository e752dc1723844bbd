import { expect } from "vitest";
import { continueDebugging, nextStop, setBreakpoints } from "../../scripts/vscode/driver/debugger.ts";
import { test } from "./support/editor-test.ts";
import { failing, gated } from "../../scripts/vscode/driver/sample-flows.ts";

test("a breakpoint in a task stops at its line and column, with its variables and its caller, and without Millrace's frames", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/failing.ts": failing } });
  await setBreakpoints(window, [{ file: workspace.path("flows/failing.ts"), line: 4 }]);
  await window.openFile("flows/failing.ts");
  await window.lens("Debug flow").click();
  expect(await nextStop(window)).toMatchObject({ at: "failing.ts:4:3", frames: ["<anonymous> failing.ts:4", "<anonymous> failing.ts:9"], locals: { region: "'north'" } });
  await window.stoppedIn("failing.ts").waitFor();
  await continueDebugging(window);
  const { at, locals } = await nextStop(window);
  expect([at, locals["region"]]).toEqual(["failing.ts:4:3", "'south'"]);
  await continueDebugging(window);
  await window.lens("failed in load-1").waitFor();
});

test("a debug session that is stopped ends its run as Cancelled", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/gated.ts": gated } });
  await setBreakpoints(window, [{ file: workspace.path("flows/gated.ts"), line: 7 }]);
  await window.openFile("flows/gated.ts");
  await window.lens("Debug flow").click();
  await nextStop(window);
  await window.run(async ({ vscode }) => vscode.debug.stopDebugging());
  await window.lens("cancelled").waitFor();
  expect(workspace.runs().map(({ state }) => state.name)).toEqual(["Cancelled"]);
});
