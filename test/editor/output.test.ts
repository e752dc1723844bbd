import { expect } from "vitest";
import { quick } from "../../scripts/vscode/driver/sample-flows.ts";
import { test } from "./support/editor-test.ts";

test("what tasks print stands in the output, with the run and the task that it is of", async ({ open }) => {
  const { window } = await open({ files: { "flows/quick.ts": quick } });
  await window.openFile("flows/quick.ts");
  await window.lens("Run flow").click();
  await window.lens("just now").waitFor();
  await window.command("Millrace: Show Log");
  await expect.poll(() => window.outputText()).toMatch(/\[info\] \[quick#[\w-]+\/load-0\] loading north\n.*\[info\] \[quick#[\w-]+\/load-1\] loading south/);
});
