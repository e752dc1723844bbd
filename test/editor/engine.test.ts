import { expect, inject } from "vitest";
import { test } from "./support/editor-test.ts";
import { gated } from "../../scripts/vscode/driver/sample-flows.ts";
import { until } from "../../scripts/vscode/driver/until.ts";
import { processesWith } from "../../scripts/vscode/driver/processes.ts";

function engines(): readonly number[] {
  return processesWith(inject("editor").extension, "engine");
}

test("an engine that is killed comes back, and the run has gone on", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/gated.ts": gated } });
  await window.openFile("flows/gated.ts");
  await window.lens("Run flow").click();
  await window.lens("1/2").waitFor();
  const killed = engines();
  expect(killed).toHaveLength(1);
  for (const pid of killed) process.kill(pid, "SIGKILL");
  await until(() => engines().find((pid) => !killed.includes(pid)), "another engine");
  await window.lens("1/2").waitFor();
  workspace.write("go", "");
  await window.lens("just now").waitFor();
  expect(workspace.runs().map(({ state, attempt }) => [state.name, attempt])).toEqual([["Completed", 1]]);
});
