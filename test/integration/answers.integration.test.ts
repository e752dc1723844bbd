/** Several people answer one run at once: one answer is taken, and each of the others is told so. */
import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect } from "vitest";
import type { RunDocument } from "../../core/protocol/run-document.ts";
import { hasInInbox } from "../../journal/inbox.ts";
import { findWorkspace } from "../../journal/workspace.ts";
import { answerPause } from "../../engine/pauses/answer-pause.ts";
import { startAnswered } from "../../engine/pauses/queued-answer.ts";
import type { RunDirectory } from "../../engine/runs/history/run-directories.ts";
import { JoinedRun } from "../../engine/runs/joined-run.ts";
import type { RunsContext } from "../../engine/runs/runs-context.ts";
import { makeContext } from "../engine/runs-context.ts";
import { command, linesOf, onlyRun, type Project, test, until } from "./project.ts";

const waiting = `
import { flow, pause, suspend } from "millrace";
export const paused = flow(async () => await pause<boolean>());
export const suspended = flow(async () => await suspend<boolean>());
`;

function placeOf(project: Project): { readonly context: RunsContext; readonly place: RunDirectory } {
  const directory = onlyRun(project);
  const context = makeContext(findWorkspace(project.root, project.root, undefined));
  return { context, place: { id: basename(directory).slice(-36), directory, date: basename(directory).slice(0, 10) } };
}

function inboxOf(project: Project): readonly string[] {
  const inbox = join(onlyRun(project), "inbox");
  return existsSync(inbox) ? readdirSync(inbox) : [];
}

const reply = (input: boolean | null) => ({ flowRun: "", given: input === null ? null : { input } });

async function startPaused(project: Project) {
  project.write("waiting.ts", waiting);
  const running = project.start([command, "run", "waiting.ts#paused", "--json"]);
  await until(() => (project.runDirectories().length > 0 && linesOf(join(onlyRun(project), "events.ndjson")).some((line) => line.includes('"Paused"')) ? true : undefined));
  return running;
}

describe("a paused run that several answer at once", () => {
  test("takes one answer, and tells every other that it came too late", async ({ project }) => {
    const running = await startPaused(project);
    const { context, place } = placeOf(project);
    const answers = await Promise.allSettled([true, false, true, false].map(async (input) => ({ input, ...(await answerPause(context, place, reply(input))) })));
    const taken = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    const refused = answers.flatMap((answer) => (answer.status === "rejected" ? [(answer.reason as Error).message] : []));
    const { result } = JSON.parse((await running.ended).stdout) as RunDocument;
    expect(taken).toEqual([{ kind: "goesOn", input: result }]);
    expect(refused).toEqual(Array<unknown>(3).fill(expect.stringMatching(/has been answered already|waits for no input/)));
  });

  test("has one command follow it, and the other exit as for broken use", async ({ project }) => {
    const running = await startPaused(project);
    const { place } = placeOf(project);
    const ended = await Promise.all(["true", "false"].map(async (input) => await project.millrace("runs", "resume", place.id, "--input", input)));
    expect(ended.map(({ exitCode }) => exitCode).sort()).toEqual([0, 2]);
    const { result } = JSON.parse((await running.ended).stdout) as RunDocument;
    expect(ended.findIndex(({ exitCode }) => exitCode === 0)).toBe(result === true ? 0 : 1);
  });
});

describe("a suspended run that several answer at once", () => {
  async function suspend(project: Project): Promise<ReturnType<typeof placeOf>> {
    project.write("waiting.ts", waiting);
    expect((await project.millrace("run", "waiting.ts#suspended")).exitCode).toBe(3);
    return placeOf(project);
  }

  test("keeps the first answer, which nobody can replace, and goes on with it for who gives none", async ({ project }) => {
    const { context, place } = await suspend(project);
    expect((await answerPause(context, place, reply(true))).kind).toBe("queued");
    await expect(answerPause(context, place, reply(false))).rejects.toThrow("has been answered already");
    expect(inboxOf(project)).toEqual(["answer-1.json"]);
    const refused = await project.refusal("runs", "resume", place.id, "--input", "false");
    expect([refused.exitCodes, refused.error.hint]).toEqual([[2, 2], expect.stringContaining("millrace runs resume")]);
    const { document } = await project.json<RunDocument>("runs", "resume", place.id);
    expect([document.result, document.flowRun?.attempt, inboxOf(project)]).toEqual([true, 2, []]);
  });

  test("has one command go on, and the other exit as for broken use", async ({ project }) => {
    const { place } = await suspend(project);
    const ended = await Promise.all(["true", "false"].map(async (input) => await project.millrace("runs", "resume", place.id, "--input", input)));
    expect(ended.map(({ exitCode }) => exitCode).sort()).toEqual([0, 2]);
    const { document } = await project.json<RunDocument>("runs", "show", place.id);
    expect([document.result, document.flowRun?.attempt]).toEqual([ended[0]?.exitCode === 0, 2]);
  });

  test("takes an answer back whose process did not start", async ({ project }) => {
    const { context, place } = await suspend(project);
    const answered = await answerPause(context, place, reply(true));
    if (answered.kind !== "queued") throw new Error(answered.kind);
    await expect(startAnswered(context, place, answered.answer, () => Promise.reject(new Error("no process")))).rejects.toThrow("no process");
    expect(inboxOf(project)).toEqual([]);
  });

  test("follows another process that has taken the answer", async ({ project }) => {
    const { context, place } = await suspend(project);
    const answered = await answerPause(context, place, reply(true));
    if (answered.kind !== "queued") throw new Error(answered.kind);
    expect(hasInInbox(place.directory, answered.answer.input)).toBe(true);
    const followed = await startAnswered(context, place, answered.answer, async () => {
      await project.millrace("runs", "resume", place.id);
      throw new Error("The run has been taken over by another process.");
    });
    expect(followed).toBeInstanceOf(JoinedRun);
    expect((await (followed as JoinedRun).ended).state.name).toBe("Completed");
  });
});
