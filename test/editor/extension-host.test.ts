import { expect } from "vitest";
import { test } from "./support/editor-test.ts";

test("the extension is there once, as it was installed", async ({ open }) => {
  const { window } = await open();
  const found = await window.run(({ vscode }) => vscode.extensions.all.map(({ id }) => id).filter((id) => id.startsWith("millrace")));
  expect(found).toEqual(expect.arrayContaining(["millrace.millrace"]));
});
