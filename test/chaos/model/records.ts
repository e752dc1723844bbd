import type { SeenRun } from "./seen-run.ts";
import { Violation } from "./violation.ts";

/** J2, and J1 as far as a file shows it: whole lines, numbers without gaps, times that rise, generations that never fall. */
export function checkRecords(run: SeenRun, { isOwned }: { readonly isOwned: boolean }): void {
  const [bad] = run.badLines;
  if (bad !== undefined) throw new Violation("Whole lines (J2)", "every line a record", bad, run.directory);
  // Of an owner that lives, or died a moment ago, the last write may have come in part.
  if (!isOwned && run.isClosed && run.tornBytes > 0) throw new Violation("Whole lines (J2)", "nothing behind the record that closes the run", `${run.tornBytes} bytes`, run.directory);
  let [n, at, g] = [0, 0, 0];
  for (const record of run.records) {
    if (record.n !== n + 1) throw new Violation("Numbers without gaps (J2)", `record ${n + 1}`, `record ${record.n}`, run.directory);
    if (record.at <= at) throw new Violation("Times strictly increasing (J2)", `later than ${at}`, `${record.at} in record ${record.n}`, run.directory);
    if (record.g < g) throw new Violation("One writer (J1)", `generation ${g} or later`, `${record.g} in record ${record.n}`, run.directory);
    [n, at, g] = [record.n, record["s"] === 1 ? record.at + 1 : record.at, record.g];
  }
  const opened = run.records.filter((record, index) => record.g !== (run.records[index - 1]?.g ?? 0));
  const unopened = opened.find(({ k }) => k !== "open");
  if (unopened !== undefined) throw new Violation("One writer (J1)", `an open record first in generation ${unopened.g}`, JSON.stringify(unopened), run.directory);
}
