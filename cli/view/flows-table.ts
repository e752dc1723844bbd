import type { DiscoveredFlow, DiscoveryProblem } from "../../engine/discovery/discovery.ts";
import { toLine, type Look } from "./look.ts";
import { parametersText } from "../../core/presentation/schema-text.ts";
import { tableLines, type Cell, type Column } from "./table.ts";
import { oneLine } from "./text.ts";

export interface ListedFlows {
  readonly flows: readonly DiscoveredFlow[];
  readonly problems: readonly DiscoveryProblem[];
}

const columns: readonly Column[] = [
  { title: "flow" },
  { title: "where" },
  { title: "parameters", isFlexible: true },
  { title: "tasks", isFlexible: true },
];

/** Flows as a table; behind it what is wrong with the sources and how to mend it. */
export function flowsLines({ flows, problems }: ListedFlows, folder: string, look: Look): readonly string[] {
  const rows = flows.map((flow): Cell[] => [
    { text: oneLine(flow.name), paint: "bold" },
    { text: `${flow.file}:${flow.line}`, paint: "dim" },
    parametersText(flow.parameters),
    { text: flow.tasks.join(", "), paint: "dim" },
  ]);
  const none = [`No flows in ${folder === "." ? "this folder" : folder}.`, toLine(look, [{ text: "millrace init writes a first one.", paint: "dim" }])];
  return [...(rows.length === 0 ? none : tableLines(columns, rows, look)), ...problems.flatMap((problem) => problemLines(problem, look))];
}

function problemLines({ file, line, message, hint }: DiscoveryProblem, look: Look): readonly string[] {
  const wide = { ...look, columns: Infinity };
  return [
    "",
    toLine(wide, [{ text: look.icons.failed, paint: "yellow" }, " ", { text: `${file}:${line}`, paint: "cyan" }, `  ${oneLine(message)}`]),
    toLine(wide, ["  ", { text: oneLine(hint), paint: "dim" }]),
  ];
}
