/** Several processes go on with one run at once, or cancel it meanwhile: one of them has it, and the others are told why they have not. */
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect } from "vitest";
import type { FlowRunDocument, RunDocument } from "../../core/protocol/run-document.ts";
import { hasInInbox } from "../../journal/inbox.ts";
import { claimGeneration, highestGeneration } from "../../journal/owner-file.ts";
import { thisMachine } from "../../journal/machine.ts";
import { runSocketPath } from "../../journal/owner-socket.ts";
import { findWorkspace } from "../../journal/workspace.ts";
import { answerPause } from "../../engine/pauses/answer-pause.ts";
import { startAnswered } from "../../engine/pauses/queued-answer.ts";
import type { RunDirectory } from "../../engine/runs/history/run-directories.ts";
import { launchRun } from "../../engine/runs/launch-run.ts";
import { readRun, rootState } from "../../engine/runs/read-run.ts";
import { recoverRun } from "../../engine/runs/recover.ts";
import { prepareResume, resumeRun } from "../../engine/runs/rerun.ts";
import type { RunsContext } from "../../engine/runs/runs-context.ts";
import { readRequest } from "../../journal/create-run.ts";
import { makeContext } from "../engine/runs-context.ts";
import { linesOf, onlyRun, type Project, test } from "./project.ts";

const flows = `
import { appendFileSync, existsSync } from "node:fs";
import { flow, suspend, task } from "millrace";
const effect = task({ persistResult: false }, async (what: string) => appendFileSync("ran", what + "\\n"));
export const fails = flow({ onCompleted: () => appendFileSync("ran", "completed\\n") }, async () => {
  await effect("called");
  if (!existsSync("OK")) throw new Error("not yet");
  return "done";
});
export const asks = flow(async () => {
  const input = await suspend<number>();
  await effect("called");
  return input;
});
`;

function placeOf(project: Project): { readonly context: RunsContext; readonly place: RunDirectory } {
  const directory = onlyRun(project);
  const context = makeContext(findWorkspace(project.root, project.root, undefined));
  return { context, place: { id: basename(directory).slice(-36), directory, date: basename(directory).slice(0, 10) } };
}

async function start(project: Project, flow: string): Promise<ReturnType<typeof placeOf>> {
  project.write("flows.ts", flows);
  await project.millrace("run", `flows.ts#${flow}`, "--name", "twice");
  return placeOf(project);
}

const ranIn = (project: Project): readonly string[] => linesOf(project.path("ran"));

async function shown(project: Project, { id }: RunDirectory): Promise<readonly unknown[]> {
  const { document } = await project.json<RunDocument>("runs", "show", id);
  return [document.flowRun?.state.name, document.flowRun?.attempt];
}

describe("a failed run that is resumed twice at once", () => {
  test("is refused to the process that comes when it has completed, and stays as it is", async ({ project }) => {
    const { context, place } = await start(project, "fails");
    project.write("OK", "");
    const late = await prepareResume(context, place.directory);
    await (await resumeRun(context, place.directory)).ended;
    const before = await project.json<RunDocument>("runs", "show", place.id);
    await expect(launchRun(context, late.launch)).rejects.toMatchObject({ code: "MILLRACE_USAGE", message: "twice cannot be resumed: it is Completed." });
    expect(ranIn(project)).toEqual(["called", "called", "completed"]);
    const after = await project.json<RunDocument>("runs", "show", place.id);
    expect(after).toEqual(before);
    expect((await project.json<{ readonly runs: readonly FlowRunDocument[] }>("runs")).document.runs.map(({ state }) => state.name)).toEqual(["Completed"]);
    expect((await project.millrace("runs", "export", place.id, "--output", "run.zip")).exitCode).toBe(0);
    expect((await project.millrace("runs", "delete", place.id)).exitCode).toBe(0);
    expect(existsSync(place.directory)).toBe(false);
  });

  test("is not made Crashed by the late process when its module throws by then", async ({ project }) => {
    const { context, place } = await start(project, "fails");
    project.write("OK", "");
    const late = await prepareResume(context, place.directory);
    await (await resumeRun(context, place.directory)).ended;
    project.write("flows.ts", 'throw new Error("edited");');
    await expect(launchRun(context, late.launch)).rejects.toMatchObject({ message: "twice cannot be resumed: it is Completed." });
    expect(await shown(project, place)).toEqual(["Completed", 2]);
  });

  test("is resumed by one command, and refused to the other", async ({ project }) => {
    const { place } = await start(project, "fails");
    project.write("OK", "");
    const ended = await Promise.all([0, 1].map(async () => await project.millrace("runs", "resume", place.id)));
    expect(ended.map(({ exitCode }) => exitCode).sort()).toEqual([0, 2]);
    expect(ended.find(({ exitCode }) => exitCode === 2)?.stderr).toMatch(/cannot be resumed: it is (Completed|Running|Pending)|was quicker|goes on in another process/);
    expect([ranIn(project), await shown(project, place)]).toEqual([["called", "called", "completed"], ["Completed", 2]]);
  });
});

describe("a suspended run that is cancelled as it is answered", () => {
  const reply = { flowRun: "", given: { input: 3 } };

  test("stays Cancelled when the cancel comes before the process of the answer, which says so", async ({ project }) => {
    const { context, place } = await start(project, "asks");
    const answered = await answerPause(context, place, reply);
    if (answered.kind !== "queued") throw new Error(answered.kind);
    const starting = startAnswered(context, place, answered.answer, async () => {
      const { launch } = await prepareResume(context, place.directory, "answer");
      expect((await project.millrace("runs", "cancel", place.id)).exitCode).toBe(0);
      return await launchRun(context, launch);
    });
    await expect(starting).rejects.toMatchObject({ code: "MILLRACE_USAGE", message: "twice cannot be answered: it has been cancelled." });
    expect([await shown(project, place), ranIn(project), hasInInbox(place.directory, answered.answer.input)]).toEqual([["Cancelled", 1], [], false]);
    // Without an answer it is another wish.
    expect((await project.millrace("runs", "resume", place.id)).exitCode).toBe(3);
    expect(await shown(project, place)).toEqual(["Suspended", 2]);
  });

  test("is not said to be answered when it was cancelled while the answer was checked", async ({ project }) => {
    const { context, place } = await start(project, "asks");
    let isCancelled = false;
    const readPauseSchema = async (): Promise<null> => {
      if (!isCancelled) await project.millrace("runs", "cancel", place.id);
      isCancelled = true;
      return null;
    };
    await expect(answerPause({ ...context, readPauseSchema }, place, reply)).rejects.toThrow("twice cannot be answered: it has been cancelled.");
    const refused = await project.refusal("runs", "resume", place.id, "--input", "3");
    expect([refused.exitCodes, refused.error.message]).toEqual([[2, 2], "twice cannot be answered: it has been cancelled."]);
    expect(isCancelled).toBe(true);
  });

  test("is not taken from a process that has just claimed it", async ({ project }) => {
    const { context, place } = await start(project, "asks");
    const { directory } = place;
    const generation = highestGeneration(directory) + 1;
    // As a runner that has not written yet; it cannot be asked, and lives.
    claimGeneration(directory, { ...thisMachine(), generation, pid: process.pid, socket: runSocketPath(directory, generation) });
    const standing = await recoverRun(context, directory, readRequest(directory), { type: "CANCELLED", message: "The run was cancelled." });
    expect([standing.kind, highestGeneration(directory), rootState(readRun(directory).view)?.name]).toEqual(["unknown", generation, "Suspended"]);
  });

  test("ends as one of them says, and no other way", async ({ project }) => {
    const { place } = await start(project, "asks");
    const [cancel, resume] = await Promise.all([project.millrace("runs", "cancel", place.id), project.millrace("runs", "resume", place.id, "--input", "3")]);
    const [state] = await shown(project, place);
    const records = readFileSync(join(place.directory, "events.ndjson"), "utf8");
    expect({ state, cancel: cancel.exitCode, isRevived: /"Cancelled".*"k":"attempt"/s.test(records) }, `${cancel.stderr}${resume.stderr}`).toEqual(
      cancel.exitCode === 0 ? { state: "Cancelled", cancel: 0, isRevived: false } : { state: "Completed", cancel: 2, isRevived: false },
    );
  });
});
