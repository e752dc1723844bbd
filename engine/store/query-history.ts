import type { QueryProgress } from "../../core/protocol/engine-api.ts";
import { rootDocument } from "../runs/history/flow-run-document.ts";
import { readStanding } from "../runs/history/read-standing.ts";
import { listRunDirectories, type RunDirectory } from "../runs/history/run-directories.ts";
import { valuesOf } from "../runs/history/value-source.ts";
import type { RunsContext } from "../runs/runs-context.ts";
import { HistoryLoader } from "./load-run.ts";
import { planQuery } from "./plan-query.ts";
import { answerQuery, checkReads, isExplaining, type QueryAnswer } from "./read-only.ts";
import { tableNames, wholeSchema } from "./schema.ts";
import { openMemoryDatabase } from "./sqlite.ts";

/** Answers SQL over the whole history of the workspace, of which what the statement looks at is read for it. @throws UsageError */
export async function queryHistory(context: RunsContext, sql: string, wasm: string | undefined, onProgress: (progress: QueryProgress) => void): Promise<QueryAnswer> {
  checkReads(sql);
  const database = await openMemoryDatabase(wasm);
  try {
    database.run(wholeSchema);
    // What is wrong with the statement is told before a year of runs is read for it.
    const answer = answerQuery(database, sql);
    if (isExplaining(sql)) return answer;
    const needed = planQuery(database, sql);
    if (needed.size === 0) return answer;
    database.run(`PRAGMA query_only = OFF; ${tableNames.map((table) => `DROP TABLE ${table};`).join(" ")}`);
    const loader = new HistoryLoader(database, needed);
    // Two directories may hold one run, as after a copy by hand: one of them counts.
    const places = [...new Map(listRunDirectories(context.workspace).map((place) => [place.id, place])).values()];
    for (const [read, place] of places.entries()) {
      onProgress({ read, total: places.length });
      await load(context, loader, place);
    }
    loader.finish();
    return answerQuery(database, sql);
  } finally {
    database.close();
  }
}

async function load(context: RunsContext, loader: HistoryLoader, place: RunDirectory): Promise<void> {
  const { view, request, problem } = await readStanding(context, place);
  const source = { view, logs: [], showValue: valuesOf(place.directory, view), ...(problem === undefined ? {} : { problem }) };
  const isEmpty = view.flowRuns.size === 0 && view.taskRuns.size === 0;
  loader.add(place.id, source, isEmpty ? rootDocument(place, request, view, problem) : null);
}
