/** What a finished run leaves on the screen: the tree, what it said, its result or failure, and what to do next. */
import { formatDuration } from "../../core/base/duration.ts";
import type { EndedRun } from "../../core/protocol/engine-api.ts";
import type { ErrorRecord } from "../../core/states/error-record.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { artifactLines, type ShownArtifact } from "./artifact-lines.ts";
import { failureLines, type Sources } from "./failure-lines.ts";
import { fitRows } from "./fit-rows.ts";
import { markOf } from "./icons.ts";
import { toLine, type Look } from "./look.ts";
import { resultLines } from "./result-lines.ts";
import type { TreeRun } from "./run-tree.ts";
import { summaryLine } from "./text.ts";
import { treeLines } from "./tree-lines.ts";
import { rowsOfTree, type Detail } from "./tree-rows.ts";

export interface Ending {
  readonly tree: TreeRun | undefined;
  readonly detail: Detail;
  /** Lines of the log that the live view would take with it. */
  readonly log: readonly string[];
  /** How many log records came before those. */
  readonly earlierLogCount: number;
  readonly artifacts: readonly ShownArtifact[];
  readonly outcome: Outcome;
  /** What people are asked, where it is suspended. */
  readonly waiting: readonly string[];
  readonly state: EndedRun["state"];
  readonly shortId: string;
  /** Where the run is kept, as people should see it. */
  readonly directory: string | null;
}

export type Outcome =
  | { readonly kind: "result"; readonly result: Json }
  | { readonly kind: "notRecorded"; readonly reason: string }
  | { readonly kind: "error"; readonly error: ErrorRecord }
  | { readonly kind: "none" };

const mostTreeRows = 30;

/** The last line holds the name of the final state. */
export function endingLines(ending: Ending, look: Look, sources: Sources): readonly string[] {
  const { tree } = ending;
  const sections = [
    tree === undefined || isRefused(ending) ? [] : treeLines(fitRows(rowsOfTree(tree, ending.detail), mostTreeRows), look),
    [...earlierLogLines(ending.earlierLogCount, ending.shortId, look), ...ending.log],
    artifactLines(ending.artifacts, look),
    outcomeLines(ending.outcome, look, sources),
    ending.waiting,
    nextLines(ending, look),
    [lastLine(ending, look)],
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

export function outcomeLines(outcome: Outcome, look: Look, sources: Sources): readonly string[] {
  switch (outcome.kind) {
    case "result":
      return resultLines(outcome.result, look);
    case "notRecorded":
      return [toLine(look, [{ text: `The result was not recorded: ${outcome.reason}`, paint: "dim" }])];
    case "error":
      return failureLines(outcome.error, look, sources);
    case "none":
      return [];
  }
}

/** Where to find the log lines that are not shown. */
export function earlierLogLines(count: number, id: string, look: Look): readonly string[] {
  if (count <= 0) return [];
  const text = `${look.icons.ellipsis} ${count} earlier log ${count === 1 ? "line" : "lines"}: millrace runs logs ${id}`;
  return [toLine({ ...look, columns: Infinity }, [{ text, paint: "dim" }])];
}

/** Its parameters made it fail before it began: there is nothing but that to tell, and it would fail again. */
function isRefused({ outcome }: Pick<Ending, "outcome">): boolean {
  return outcome.kind === "error" && outcome.error.code === "MILLRACE_PARAMETERS";
}

function nextLines({ state, shortId, directory, outcome, waiting }: Ending, look: Look): readonly string[] {
  const wide = { ...look, columns: Infinity };
  const kept = directory === null ? [] : [toLine(wide, [{ text: `Kept in ${directory}`, paint: "dim" }])];
  const commands: [string, string][] = [[`millrace runs show ${shortId}`, "what happened"]];
  if (state.type === "PAUSED" && waiting.length === 0) commands.push([`millrace runs resume ${shortId}`, "go on"]);
  else if (state.type !== "PAUSED" && state.type !== "COMPLETED" && !isRefused({ outcome })) commands.push([`millrace runs resume ${shortId}`, "go on from the last success"]);
  const width = Math.max(...commands.map(([command]) => command.length));
  return [...kept, ...commands.map(([command, what]) => toLine(wide, [`  ${command.padEnd(width)}  `, { text: what, paint: "dim" }]))];
}

function lastLine({ state, tree, outcome }: Ending, look: Look): string {
  const mark = markOf(state);
  const duration = tree?.durationMs ?? null;
  const isToldAbove = state.type === "COMPLETED" || (outcome.kind === "error" && state.message?.includes(outcome.error.message) === true);
  const note = state.message === null || isToldAbove ? "" : `: ${summaryLine(state.message)}`;
  return toLine({ ...look, columns: Infinity }, [
    { text: `${look.icons[mark.icon]} ${state.name}`, paint: mark.paint },
    ...(duration === null ? [] : [{ text: ` in ${formatDuration(Math.round(duration))}`, paint: "dim" } as const]),
    note,
  ]);
}
