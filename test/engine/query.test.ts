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
