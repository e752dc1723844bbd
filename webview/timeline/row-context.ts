/** What the editor's context menu is about: read by VS Code from the element under the pointer, as the command's argument too. */
import { runContext } from "../../core/presentation/tree-line.ts";
import { taskRunId } from "../../core/protocol/run-picture.ts";
import type { TimelineRow } from "../layout/timeline-rows.ts";
import type { Session } from "../model/session.ts";

/** `undefined` for a row that nothing can be done with. */
export function rowContext(session: Session, row: TimelineRow | undefined): string | undefined {
  const run = session.shown?.run.mirror?.run;
  if (run === undefined || row === undefined || row.kind === "fold") return undefined;
  const about = { folder: session.store.state.folder, runId: run.id, preventDefaultContextMenuItems: true };
  if (row.kind === "flow") return JSON.stringify({ ...about, millraceItem: runContext(run) });
  return JSON.stringify({ ...about, millraceItem: session.canRerun ? "task ended" : "task", taskRunId: taskRunId(run.id, row.task) });
}
