/** Caching between processes: what one run keeps answers another, and what dies with a key in its hands leaves it. */
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { RunDocument } from "../../core/protocol/run-document.ts";
import { readOwner } from "../../journal/owner-file.ts";
import { test, type Store } from "./process-store.ts";
import { stateNames } from "./support.ts";

function only(run: RunDocument): { readonly states: readonly string[]; readonly why: string | null } {
  const [taskRun] = run.taskRuns;
  if (taskRun === undefined || run.taskRuns.length > 1) throw new Error(`Expected one task run, found ${run.taskRuns.length}.`);
  return { states: stateNames(taskRun), why: taskRun.why };
}

describe("Caching between processes", () => {
  test("a large result answers a run in another process, and is a file of that run too", async ({ store }) => {
    const first = await store.run("cached.ts#counted");
    const second = await store.run("cached.ts#counted");
    expect([first.run.result, second.run.result, second.notes]).toEqual([["Oslo", 10_000], ["Oslo", 10_000], ["counted Oslo"]]);
    expect(only(second.run)).toEqual({
      states: ["Pending", "Running", "Cached"],
      why: expect.stringMatching(/^Cached: its inputs equal those of count-0 of run subject, .* ago\.$/),
    });
    const [kept = ""] = readdirSync(join(store.home, "cache/results"));
    // Linked by both runs and the cache: whichever is deleted, the others have it.
    expect(statSync(join(store.home, "cache/results", kept)).nlink).toBe(3);
    rmSync(join(store.home, "cache"), { recursive: true });
    const { stdout } = await store.millrace(["runs", "show", second.run.flowRun?.id ?? "", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ taskRuns: [{ result: { city: "Oslo", text: "é".repeat(10_000) } }] });
  });

  test("CA21 after a kept result is deleted, or damaged, the task runs again and its new result is kept", async ({ store }) => {
    const runs = [await store.run("cached.ts#counted")];
    const records = join(store.home, "cache/records");
    rmSync(records, { recursive: true });
    runs.push(await store.run("cached.ts#counted"));
    truncateSync(join(records, readdirSync(records)[0] ?? ""), 50);
    runs.push(await store.run("cached.ts#counted"));
    rmSync(join(store.home, "cache/results"), { recursive: true });
    runs.push(await store.run("cached.ts#counted"), await store.run("cached.ts#counted"));
    expect(runs.map(({ run }) => [only(run).states.at(-1), only(run).why])).toEqual([
      ["Completed", "Not cached: nothing has been kept under its key yet."],
      ["Completed", "Not cached: what count-0 of run subject kept under its key is gone."],
      ["Completed", expect.stringMatching(/^Not cached: .*records.* is damaged/)],
      ["Completed", expect.stringMatching(/^Not cached: what is kept under its key is not available \(its file results.* is gone\)\.$/)],
      ["Cached", expect.stringMatching(/^Cached: /)],
    ]);
    expect(runs.at(-1)?.notes).toHaveLength(4);
  });

  test("a record whose value line is damaged is a miss, and so is a large value, which is whole again then", async ({ store }) => {
    await store.run("cached.ts#counted");
    const [record = ""] = readdirSync(join(store.home, "cache/records")).map((name) => join(store.home, "cache/records", name));
    const [result = ""] = readdirSync(join(store.home, "cache/results")).map((name) => join(store.home, "cache/results", name));
    const [about = ""] = readFileSync(record, "utf8").split("\n");
    const damages = [
      () => writeFileSync(record, `${about}\n{"v":12\n`),
      () => writeFileSync(record, `${about}\n{"f":5,"c":"v"}\n`),
      () => writeFileSync(result, "xx\n"),
      () => undefined,
    ];
    const runs = [];
    for (const damage of damages) {
      damage();
      const { run } = await store.run("cached.ts#counted");
      runs.push([run.flowRun?.state.name, only(run).states.at(-1), only(run).why]);
    }
    expect(runs).toEqual([
      ["Completed", "Completed", expect.stringMatching(/^Not cached: .*records.* is damaged/)],
      ["Completed", "Completed", expect.stringMatching(/^Not cached: .*records.* is damaged/)],
      ["Completed", "Completed", expect.stringMatching(/^Not cached: what is kept under its key is not available \(its file results.* cannot be read: .*xx.*\)\.$/)],
      ["Completed", "Cached", expect.stringMatching(/^Cached: /)],
    ]);
  });

  test("MILLRACE_CACHE=off runs all, refresh replaces what is kept, and what it does not know is named in the log", async ({ store }) => {
    const document = async (value: number, mode: string): Promise<RunDocument> => {
      const { stdout } = await store.millrace(["run", "cached.ts#kept", "--param", `value=${value}`, "--json"], { env: { MILLRACE_CACHE: mode } });
      return JSON.parse(stdout) as RunDocument;
    };
    const run = async (value: number, mode: string): Promise<unknown> => (await document(value, mode)).result;
    expect([await run(1, "on"), await run(2, "on"), await run(3, "off"), await run(4, "")]).toEqual([1, 1, 3, 1]);
    const refreshed = await document(5, "refresh");
    expect([refreshed.result, only(refreshed).why, refreshed.logs]).toEqual([5, "Not cached: MILLRACE_CACHE is refresh.", []]);
    const bogus = await document(6, "bogus");
    expect([bogus.result, bogus.logs.map(({ level, message }) => [level, message])]).toEqual([
      5,
      [["warn", 'MILLRACE_CACHE is "bogus", expected "on", "off" or "refresh": results are cached as with "on".']],
    ]);
  });

  test("serializable: two processes at the same time compute once", async ({ store }) => {
    const gate = join(store.home, "gate");
    const runs = await race(store, gate, () => writeFileSync(gate, ""));
    expect(runs.map(({ run }) => run.result)).toEqual(["Oslo", "Oslo"]);
    expect(runs[0]?.notes.filter((note) => note === "computing Oslo")).toHaveLength(1);
    expect(runs.map(({ run }) => only(run).states.at(-1)).sort()).toEqual(["Cached", "Completed"]);
  });

  test("serializable: a process that is killed with the key in its hands leaves it to the one that waits", async ({ store }) => {
    const gate = join(store.home, "gate");
    const first = store.millrace(["run", "cached.ts#serialized", "--name", "holder", "--json"], { env: { CONFORMANCE_GATE: gate }, whenWaiting: () => void killHolder() });
    const killHolder = async (): Promise<void> => {
      const second = store.run("cached.ts#serialized", { env: { CONFORMANCE_GATE: gate }, whenWaiting: () => writeFileSync(gate, "") });
      await waitsForKey(store, "subject");
      process.kill(ownerOf(store, "holder"), "SIGKILL");
      ended = second;
    };
    let ended: ReturnType<Store["run"]> | undefined;
    await first.catch(() => undefined);
    expect.assert(ended !== undefined);
    const { run, notes } = await ended;
    expect([run.result, only(run).states.at(-1), notes]).toEqual(["Oslo", "Completed", ["computing Oslo", "computing Oslo"]]);
  });
});

/** The second run begins when the first has the key; `open` is called once the second waits for it. */
async function race(store: Store, gate: string, open: () => void): Promise<readonly Awaited<ReturnType<Store["run"]>>[]> {
  const env = { CONFORMANCE_GATE: gate };
  let second: ReturnType<Store["run"]> | undefined;
  const whenWaiting = (): void => {
    second = store.run("cached.ts#serialized", { env });
    void waitsForKey(store, "subject", 2).then(open);
  };
  const first = await store.run("cached.ts#serialized", { env, whenWaiting });
  if (second === undefined) throw new Error("The first run never had the key.");
  return [first, await second];
}

/** Until a run of that name has a task run that says it waits. */
async function waitsForKey(store: Store, name: string, runs = 1): Promise<void> {
  await expect
    .poll(
      async () => {
        const { stdout } = await store.millrace(["query", `SELECT count(DISTINCT root_run_id) FROM flow_runs WHERE name = '${name}'`, "--json"]);
        const counted = (JSON.parse(stdout) as { rows: number[][] }).rows[0]?.[0] ?? 0;
        const waiting = await store.millrace(["query", "SELECT count(*) FROM task_runs WHERE state_name = 'Pending' AND why LIKE 'Waits for%'", "--json"]);
        return counted >= runs && ((JSON.parse(waiting.stdout) as { rows: number[][] }).rows[0]?.[0] ?? 0) > 0;
      },
      { timeout: 60_000 },
    )
    .toBe(true);
}

function ownerOf(store: Store, name: string): number {
  const directory = readdirSync(join(store.home, "runs")).find((entry) => entry.includes(`-${name}-`)) ?? "";
  const owner = readOwner(join(store.home, "runs", directory));
  if (owner === null) throw new Error(`The run ${name} has no owner.`);
  return owner.pid;
}
