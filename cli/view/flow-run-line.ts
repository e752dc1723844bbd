import type { FlowRunDocument } from "../../core/protocol/run-document.ts";
import { markOf } from "./icons.ts";
import { toLine, type Look } from "./look.ts";

/** A run in one line, with what has become of it at the end. */
export function flowRunLine(run: FlowRunDocument, outcome: string, look: Look): string {
  const mark = markOf(run.state);
  return toLine({ ...look, columns: Infinity }, [
    { text: look.icons[mark.icon], paint: mark.paint },
    " ",
    { text: run.flow, paint: "bold" },
    "  ",
    { text: run.name, paint: "dim" },
    `  ${outcome}`,
  ]);
}
