/** A run that is cut off, and again while it goes on, ends as if nothing had come between. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeFolder } from "../journal/folder.ts";
import { CutRuns } from "../sdk/cut-off/cut-run.ts";
import { fuzzing, fuzzTimeoutMs } from "./fuzz.ts";

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 4 });

test("a run that is cut off again and again goes on to the same end", { timeout: fuzzTimeoutMs }, async () => {
  const runs = new CutRuns(makeFolder());
  const uncut = await runs.uncut();
  const property = fc.asyncProperty(cuts, async (shares) => {
    let run = uncut;
    for (const share of shares) {
      run = await runs.resume(run, Math.floor(share * run.lines.length));
      expect(run).toMatchObject({ result: uncut.result, tasks: uncut.tasks, wrong: [] });
    }
  });
  await fc.assert(property, fuzzing(15));
});
