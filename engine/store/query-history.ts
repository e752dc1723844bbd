import { listRunDirectories } from "../runs/history/run-directories.ts";
import { readForQuery } from "../runs/history/show-run.ts";
import type { RunsContext } from "../runs/runs-context.ts";
import { HistoryLoader } from "./load-run.ts";
import { answerQuery, checkReads, type QueryAnswer } from "./read-only.ts";
import { schema } from "./schema.ts";
import { openMemoryDatabase } from "./sqlite.ts";

/** Answers SQL over the whole history of the workspace, which is read for it. @throws UsageError */
export async function queryHistory(context: RunsContext, sql: string, wasm: string | undefined): Promise<QueryAnswer> {
  checkReads(sql);
  const database = await openMemoryDatabase(wasm);
  try {
    database.run(schema);
    const loader = new HistoryLoader(database);
    for (const place of listRunDirectories(context.workspace)) {
      const { document, events } = await readForQuery(context, place);
      loader.add(place.id, document);
      loader.addEvents(place.id, events);
    }
    loader.finish();
    return answerQuery(database, sql);
  } finally {
    database.close();
  }
}
