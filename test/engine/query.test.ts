import { expect, test } from "vitest";
import type { EngineApi } from "../../core/protocol/engine-api.ts";
import type { RunRecordBody } from "../../core/records/run-record.ts";
import { endedRun, makeWorkspace, openEngine, runId, runningRun, startUs, state, writeRun } from "./build-history.ts";

function makeHistory(): EngineApi {
  const workspace = makeWorkspace();
  const [a, b] = [runId("a"), runId("b")];
  const tasks: RunRecordBody[] = [
    { k: "def", def: 2, kind: "task", name: "getStars", file: "flows.ts", position: null },
    { k: "task", task: 1, def: 2, no: 0, run: 0, in: { repo: { v: "a/b" } }, s: 1 },
    { k: "done", task: 1, r: { v: 7 } },
    { k: "task", task: 2, def: 2, no: 1, run: 0, dep: [[1, "future", "repo"]], s: 1 },
    { k: "state", task: 2, state: { type: "FAILED", name: "Failed", at: startUs + 8_500, message: "no", error: { name: "Error", message: "no" } } },
  ];
  writeRun(workspace, { id: a, name: "one", records: [...runningRun(a, "one"), ...tasks, ...endedRun(a, state("FAILED", "Failed"), "one").slice(5)] });
  writeRun(workspace, { id: b, name: "two", records: endedRun(b, undefined, "two", "moons") });
  return openEngine(workspace);
}

test("a query reads flow runs and task runs of the whole history", async () => {
  const engine = makeHistory();
  expect(await engine.query("select name, flow, state_name, json_extract(parameters, '$.n') as n from flow_runs order by name")).toEqual({
    columns: ["name", "flow", "state_name", "n"],
    rows: [
      ["one", "stars", "Failed", 3],
      ["two", "moons", "Completed", 3],
    ],
  });
  const sql = `with t as (select * from task_runs) -- all of them
    select t.name, f.name, t.inputs, t.result, json_extract(t.error, '$.message'), json_extract(t.depends_on, '$[0].taskRunId')
    from t join flow_runs f on f.id = t.flow_run_id order by t.name;`;
  expect((await engine.query(sql)).rows).toEqual([
    ["getStars-0", "one", '{"repo":"a/b"}', "7", null, null],
    ["getStars-1", "one", "{}", null, "no", `${runId("a")}-1`],
  ]);
});

test("times are ISO text and spans are milliseconds", async () => {
  const { rows } = await makeHistory().query("select start_time, end_time, duration_ms from task_runs where name = 'getStars-0'");
  expect(rows).toEqual([["2026-01-31T09:00:00.007001Z", "2026-01-31T09:00:00.008000Z", 0.999]]);
});

test("artifacts are a table too", async () => {
  expect(await makeHistory().query("SELECT key, type FROM artifacts")).toEqual({ columns: ["key", "type"], rows: [] });
});

test("a query that would write, or that SQLite refuses, is a usage error that lists the tables", async () => {
  const engine = makeHistory();
  const hint = expect.stringContaining("flow_runs, task_runs, artifacts, events") as string;
  for (const [sql, message] of [
    ["delete from flow_runs", /one SELECT/],
    ["/* select */ pragma query_only = off", /one SELECT/],
    ["attach 'x' as y", /one SELECT/],
    ["with x as (select 1) delete from flow_runs", /this one writes/],
    ["select 1; select 2", /here are several/],
    ["select * from runs", /no such table: runs/],
    ["select 1 from", /incomplete input/],
    ["", /one SELECT/],
  ] as const) {
    await expect(engine.query(sql), sql).rejects.toMatchObject({ code: "MILLRACE_USAGE", message: expect.stringMatching(message) as string, hint });
  }
});

test("a column that is not there is answered with those of the tables in the query", async () => {
  await expect(makeHistory().query("select nope from artifacts")).rejects.toMatchObject({
    code: "MILLRACE_USAGE",
    message: "The query failed: no such column: nope.",
    hint: "artifacts has id, root_run_id, flow_run_id, task_run_id, key, type, data, description, created_time, updated_time, superseded.",
  });
});

test("a query that looks at some columns is answered as by all of them", async () => {
  const engine = makeHistory();
  for (const table of ["flow_runs", "task_runs"]) {
    const whole = await engine.query(`select * from ${table} order by id`);
    expect(whole.columns.length).toBeGreaterThan(25);
    for (const [index, column] of whole.columns.entries()) {
      const { rows } = await engine.query(`select ${column} from ${table} order by id`);
      expect([column, rows]).toEqual([column, whole.rows.map((row) => [row[index]])]);
    }
  }
});

test("joins, indexes, counts and conditions see what they need", async () => {
  const engine = makeHistory();
  const answers = async (sql: string): Promise<unknown> => (await engine.query(sql)).rows;
  expect(await answers("select count(*) from task_runs")).toEqual([[2]]);
  expect(await answers("select count(id), count(error), count(distinct task) from task_runs")).toEqual([[2, 1, 1]]);
  expect(await answers("select count(*) from task_runs where name is null")).toEqual([[0]]);
  expect(await answers("select name from flow_runs where name is not null and state_name <> '' order by 1")).toEqual([["one"], ["two"]]);
  expect(await answers(`select name from task_runs where id = '${runId("a")}-2'`)).toEqual([["getStars-1"]]);
  expect(await answers(`select name from task_runs where flow_run_id = '${runId("a")}' order by no_such is null`).catch((error: unknown) => String(error))).toMatch(/no such column/);
  expect(await answers("select f.name, t.name from flow_runs f left join task_runs t on t.flow_run_id = f.id order by 1, 2")).toEqual([["one", "getStars-0"], ["one", "getStars-1"], ["two", null]]);
  expect(await answers("select f.name from flow_runs f left join task_runs t on t.id = f.id order by 1")).toEqual([["one"], ["two"]]);
  expect(await answers("select name from flow_runs where exists (select 1 from task_runs where flow_run_id = flow_runs.id and state_name = 'Failed')")).toEqual([["one"]]);
  expect(await answers("select t.name, j.value from task_runs t, json_each(t.inputs) j")).toEqual([["getStars-0", "a/b"]]);
  expect(await answers("select distinct id, task from task_runs order by task, id desc limit 1")).toEqual([[`${runId("a")}-2`, "getStars"]]);
  expect(await answers("select max(id), min(root_run_id) from flow_runs")).toEqual([[runId("b"), runId("a")]]);
  expect(await answers("select name from flow_runs where id in (select flow_run_id from task_runs) or root_run_id = 'x' or flow = 'moons' order by 1")).toEqual([["one"], ["two"]]);
  expect(await answers("values (1), (2)")).toEqual([[1], [2]]);
  expect((await engine.query("explain query plan select * from task_runs where id = 'x'")).rows.length).toBeGreaterThan(0);
});

test("progress is told by the run", async () => {
  const told: string[] = [];
  await makeHistory().query("select count(*) from flow_runs", ({ read, total }) => void told.push(`${read} of ${total}`));
  expect(told).toEqual(["0 of 2", "1 of 2"]);
});
