/** A query reads, whatever it is made of. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { MillraceError } from "../../core/protocol/errors.ts";
import { planQuery } from "../../engine/store/plan-query.ts";
import { answerQuery, checkReads, isExplaining } from "../../engine/store/read-only.ts";
import { wholeSchema } from "../../engine/store/schema.ts";
import { openMemoryDatabase } from "../../engine/store/sqlite.ts";
import { fuzzing, fuzzTimeoutMs } from "./fuzz.ts";

const words = [
  ..."select with values explain insert update delete replace drop create alter attach detach pragma vacuum reindex begin commit rollback savepoint into from table set where as recursive returning".split(" "),
  ..."flow_runs task_runs sqlite_master id * 1 'x' ( ) , ; = query_only off -- /* */ main temp union all limit".split(" "),
  ..."\n t(a) load_extension('x') writefile('x','y') pragma_table_info('flow_runs') randomblob(9) x'00' null cross join".split(" "),
];
const shaped = fc.constantFrom(
  "with x as (select 1) delete from flow_runs",
  "select 1; delete from flow_runs",
  "explain delete from flow_runs",
  "/* */ delete from flow_runs",
  "with x as (select 1) insert into flow_runs (id) select * from x returning id",
  "select * from pragma_query_only(0)",
  "select 1; pragma query_only = off; delete from flow_runs",
  "values (1); drop table flow_runs",
  "with recursive t(a) as (values (1) union all select a + 1 from t limit 1000) select count(*) from t",
);
const statements = fc.oneof({ weight: 4, arbitrary: fc.array(fc.constantFrom(...words), { maxLength: 14 }).map((list) => list.join(" ")) }, shaped, fc.string());

test("no statement changes the history, and what cannot be answered says why", { timeout: fuzzTimeoutMs }, async () => {
  const database = await openMemoryDatabase(undefined);
  database.run(wholeSchema);
  const count = (): string => JSON.stringify(database.exec("select (select count(*) from sqlite_master), (select count(*) from flow_runs), (select count(*) from task_runs)"));
  const before = count();
  fc.assert(
    fc.property(statements, (sql) => {
      try {
        checkReads(sql);
        answerQuery(database, sql);
        if (!isExplaining(sql)) planQuery(database, sql);
      } catch (error) {
        if (!(error instanceof MillraceError)) throw error;
      }
      expect(count()).toBe(before);
    }),
    fuzzing(1_500),
  );
});
