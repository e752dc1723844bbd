import type { FlowRunDocument } from "../../core/protocol/run-document.ts";
import { markOf } from "./icons.ts";
import type { Look } from "./look.ts";
import { shortId } from "./short-id.ts";
import type { Cell, Column } from "./table.ts";
import { oneLine } from "./text.ts";

/** What every table of runs begins with. */
export const runColumns: readonly Column[] = [{ title: "" }, { title: "id" }, { title: "name", isFlexible: true }, { title: "flow", isFlexible: true }, { title: "state" }];

/** `ids`: all there are, so that a short one names one run alone. */
export function runCells(run: FlowRunDocument, ids: readonly string[], look: Look): readonly Cell[] {
  const mark = markOf(run.state);
  return [{ text: look.icons[mark.icon], paint: mark.paint }, shortId(run.id, ids), oneLine(run.name), oneLine(run.flow), { text: run.state.name, paint: mark.paint }];
}
