import { formatDuration } from "../../core/base/duration.ts";
import type { FlowRunDocument, LogDocument, RunDocument } from "../../core/protocol/run-document.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { artifactLines, artifactsOfDocument } from "./artifact-lines.ts";
import { treeOfDocument } from "./document-tree.ts";
import { earlierLogLines, outcomeLines, type Outcome } from "./ending-lines.ts";
import type { Sources } from "./failure-lines.ts";
import { markOf } from "./icons.ts";
import { logLines, type NameOfSource } from "./log-lines.ts";
import { toLine, type Look } from "./look.ts";
import { cut, oneLine } from "./text.ts";
import { treeLines } from "./tree-lines.ts";
import { rowsOfTree } from "./tree-rows.ts";
import { age, fromIso } from "./time-of-day.ts";
import { linesOfPause } from "./wait-lines.ts";

export interface ShownRun {
  readonly document: RunDocument;
  readonly outcome: Outcome;
  readonly nowUs: number;
}

const mostLogLines = 20;
const labelWidth = 12;

/** A run of the past for people: facts, tree, log, outcome, and its state's name in the last line. */
export function runDetailLines({ document, outcome, nowUs }: ShownRun, look: Look, sources: Sources): readonly string[] {
  const tree = treeOfDocument(document, nowUs);
  const sections = [
    document.flowRun === null ? [] : factLines(document.flowRun, nowUs, look),
    tree === undefined ? [] : treeLines(rowsOfTree(tree, "full"), look),
    logSection(document, look),
    artifactLines(artifactsOfDocument(document), look),
    outcomeLines(outcome, look, sources),
    waitSection(document, nowUs, look),
    stateLines(document, look),
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

function factLines(run: FlowRunDocument, nowUs: number, look: Look): readonly string[] {
  const parameters = Object.entries(run.parameters);
  const facts: [string, string][] = [
    ["run", run.id],
    ["defined", run.definition ?? run.file ?? ""],
    ["started", run.startTime === null ? "" : `${run.startTime.slice(0, 19).replace("T", " ")} UTC, ${age(fromIso(run.startTime), nowUs)}`],
    ["attempt", run.attempt > 1 ? String(run.attempt) : ""],
    ["repeats", originOf(run)],
    ["parameters", parameters.map(([name, value]) => `${name} = ${shortJson(value)}`).join(", ")],
    ["tags", run.tags.join(", ")],
    ["imported", run.imported === undefined ? "" : `from ${run.imported.file}, ${age(fromIso(run.imported.timestamp), nowUs)}`],
    ["problem", run.problem ?? ""],
  ];
  return facts.filter(([, text]) => text !== "").map(([label, text]) => toLine(look, [{ text: label.padEnd(labelWidth), paint: "dim" }, oneLine(text)]));
}

/** The run that this one repeats, and from where on. */
function originOf({ rerunOf, rerunFrom }: FlowRunDocument): string {
  if (rerunOf === null) return "";
  if (rerunFrom === null) return rerunOf;
  return rerunFrom === "failed" ? `${rerunOf}, what had not completed` : `${rerunOf}, from ${rerunFrom.join(", ")} on`;
}

/** What people are asked, of child flow runs too. */
function waitSection(document: RunDocument, nowUs: number, look: Look): readonly string[] {
  const { flowRun, childRuns } = document;
  return [
    ...(flowRun?.pause == null ? [] : linesOfPause({ ...flowRun, pause: flowRun.pause }, { ...look, columns: Infinity }, nowUs)),
    ...childRuns.flatMap((child) => waitSection(child, nowUs, look)),
  ];
}

function logSection(document: RunDocument, look: Look): readonly string[] {
  const logs = allLogs(document).sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
  const nameOf = namesFromDocument(document);
  const shown = logs.slice(-mostLogLines).flatMap((line) => logLines(line, nameOf, { ...look, columns: Infinity }));
  const earlier = logs.length - mostLogLines;
  return [...earlierLogLines(earlier, document.flowRun?.name ?? "", look), ...shown];
}

/** Names of task runs and flow runs, child runs included, for log lines. */
export function namesFromDocument(document: RunDocument): NameOfSource {
  const names = new Map<string, string>();
  const collect = (run: RunDocument): void => {
    if (run.flowRun !== null) names.set(run.flowRun.id, run.flowRun.name);
    for (const task of run.taskRuns) names.set(task.id, task.name);
    for (const child of run.childRuns) collect(child);
  };
  collect(document);
  return (line) => names.get(line.taskRunId ?? "") ?? names.get(line.flowRunId ?? "") ?? "";
}

function allLogs(document: RunDocument): LogDocument[] {
  return [...document.logs, ...document.childRuns.flatMap(allLogs)];
}

function stateLines(document: RunDocument, look: Look): readonly string[] {
  const run = document.flowRun ?? document.taskRuns[0];
  if (run === undefined) return [];
  const mark = markOf(run.state);
  return [
    toLine({ ...look, columns: Infinity }, [
      { text: `${look.icons[mark.icon]} ${run.state.name}`, paint: mark.paint },
      // The tree tells how long one goes on already.
      ...(run.startTime === null || run.endTime === null ? [] : [{ text: ` in ${formatDuration(Math.round(run.totalRunTimeMs))}`, paint: "dim" } as const]),
    ]),
  ];
}

function shortJson(value: Json): string {
  return cut(JSON.stringify(value), 60);
}
