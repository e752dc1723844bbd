import { expect, test } from "vitest";
import { makeFolder } from "../../journal/folder.ts";
import { CutRuns } from "./cut-run.ts";

test("a run that is cut off behind any of its records goes on to the same end", { timeout: 120_000 }, async () => {
  const runs = new CutRuns(makeFolder());
  const uncut = await runs.uncut();
  expect([uncut.result.startsWith('["by default",7,'), uncut.wrong]).toEqual([true, []]);
  for (let count = 0; count <= uncut.lines.length; count += 1) {
    const { result, tasks, wrong } = await runs.resume(uncut, count);
    expect({ last: uncut.lines[count - 1], result, tasks, wrong }).toEqual({ last: uncut.lines[count - 1], result: uncut.result, tasks: uncut.tasks, wrong: [] });
  }
});
