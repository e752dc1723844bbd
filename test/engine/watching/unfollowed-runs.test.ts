import { expect, onTestFinished, test } from "vitest";
import { watchUnfollowed } from "../../../engine/runs/watching/unfollowed-runs.ts";
import { thisMachine } from "../../../journal/machine.ts";
import { claimGeneration } from "../../../journal/owner-file.ts";
import { FakeClock } from "../../../testing/fake-clock.ts";
import { until } from "../../integration/project.ts";
import { appendRecords, deadPid, endedRun, makeWorkspace, runId, startUs, state, writeRun } from "../build-history.ts";
import { openBook } from "./open-book.ts";

const id = runId("a");
const failed = (minute: number): ReturnType<typeof state> => state("FAILED", "Failed", minute, `in minute ${minute}`);

test("a run that another process has taken is seen to go on by its first record, however late that comes", async () => {
  const workspace = makeWorkspace();
  const records = endedRun(id, failed(1));
  const directory = writeRun(workspace, { id, records });
  const book = await openBook(workspace);
  const clock = new FakeClock(startUs);
  const watching = watchUnfollowed(book, clock, (error) => {
    throw error;
  });
  onTestFinished(() => watching.dispose());
  clock.fireNext();

  claimGeneration(directory, { ...thisMachine(), generation: 2, pid: deadPid, socket: null });
  clock.fireNext();
  // The look that the owner's file brought is over, and found nothing new.
  await new Promise((resolve) => setImmediate(resolve));
  expect(book.summaryOf(id)?.state.message).toBe("in minute 1");

  const [closed] = endedRun(id, failed(2)).slice(-1);
  if (closed?.k !== "closed") throw new Error("no end");
  const resumed = [{ k: "attempt", run: 0, attempt: 2, cause: "resume" }, { k: "state", run: 0, state: failed(2) }, { ...closed, attempt: 2 }] as const;
  appendRecords(directory, resumed, startUs + 120_000_000, 2, records.length);
  clock.fireNext();
  await until(() => (book.summaryOf(id)?.state.message === "in minute 2" ? true : undefined));
});
