import type { VariableDocument } from "../../core/protocol/shared-document.ts";
import { toLine, type Look } from "./look.ts";
import { tableLines, type Cell, type Column } from "./table.ts";
import { oneLine } from "./text.ts";
import { age, fromIso } from "./time-of-day.ts";

const columns: readonly Column[] = [{ title: "name", isFlexible: true }, { title: "value", isFlexible: true }, { title: "tags", isFlexible: true }, { title: "set" }];

/** Variables as a table. */
export function variableLines(variables: readonly VariableDocument[], nowUs: number, look: Look): readonly string[] {
  if (variables.length === 0) return [toLine(look, [{ text: "No variables yet. millrace vars set <name> <value> makes one.", paint: "dim" }])];
  const rows = variables.map(({ name, value, tags, updated }): Cell[] => [
    name,
    oneLine(typeof value === "string" ? value : JSON.stringify(value)),
    oneLine(tags.join(", ")),
    { text: age(fromIso(updated), nowUs), paint: "dim" },
  ]);
  return tableLines(columns, rows, look);
}
