/**
 * A run as a page of Markdown that can be pasted into an issue: what it was, why it failed and where, its tasks, the end
 * of its log, what it ran on. Kept below what an issue takes; what is left out is counted.
 */
import { formatDuration } from "../../../core/base/duration.ts";
import type { CodeFrame } from "../../../core/protocol/editor-api.ts";
import type { LogDocument, RunDocument, TaskRunDocument } from "../../../core/protocol/run-document.ts";
import type { RunFailure, SourcePlace } from "../../../core/protocol/run-summary.ts";
import type { OpenRecord } from "../../../core/records/run-record.ts";
import type { ErrorRecord } from "../../../core/states/error-record.ts";
import type { ArchiveManifest } from "./archive-format.ts";

export interface SummarisedRun {
  readonly document: RunDocument;
  readonly failure: RunFailure | null;
  /** The code around the failure's place, as it was thrown from. */
  readonly frame: CodeFrame | null;
  readonly manifest: ArchiveManifest;
  /** The workspace, which no path names. */
  readonly folder: string;
  /** Who wrote the run last. */
  readonly opened: OpenRecord | null;
}

const mostTasks = 100;
const mostLogLines = 50;
const mostText = 6_000;
const mostCell = 160;

export function runSummary(run: SummarisedRun): string {
  const { document, manifest, folder } = run;
  const sections = [headOf(run), failureOf(run), tasksOf(document), parametersOf(document), logOf(document), environmentOf(run), footOf(manifest)];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n")).join("\n\n");
  // Where the workspace lies is nobody's business, and no help.
  return `${text.replaceAll(`${folder}/`, "").replaceAll(`${folder}\\`, "")}\n`;
}

function headOf({ document, manifest }: SummarisedRun): readonly string[] {
  const run = document.flowRun ?? document.taskRuns[0];
  const { name, flow, state } = manifest.run;
  const facts = [
    `\`${name}\``,
    ...(run?.startTime == null ? [] : [`${run.startTime.slice(0, 19).replace("T", " ")} UTC`]),
    ...(run === undefined || run.totalRunTimeMs === 0 ? [] : [formatDuration(run.totalRunTimeMs)]),
    ...(run === undefined || run.attempt === 1 ? [] : [`attempt ${run.attempt}`]),
    ...(document.flowRun?.definition == null ? [] : [`\`${document.flowRun.definition}\``]),
  ];
  const problem = document.flowRun?.problem;
  const message = run?.state.message ?? null;
  return [`# ${escape(flow)}: ${escape(state)}`, "", facts.join(" · "), ...(message === null ? [] : ["", quote(message)]), ...(problem === undefined ? [] : ["", `**${escape(problem)}**`])];
}

function failureOf({ document, failure, frame }: SummarisedRun): readonly string[] {
  const error = document.error ?? document.taskRuns.find((task) => task.error !== null && task.superseded !== true)?.error ?? null;
  if (failure === null && error === null) return [];
  const name = failure?.error ?? error;
  const where = failure?.at == null ? "" : ` at \`${placeText(failure.at)}\``;
  const task = failure?.task == null ? "" : ` in task run \`${failure.task.name}\``;
  const lines = ["## Failure", "", `**${escape(name === null ? "It failed" : `${name.name}: ${cut(name.message, 1_000)}`)}**${task}${where}`];
  if (frame !== null && failure?.at != null) lines.push("", ...fence("ts", frameText(frame, failure.at.line)));
  if (failure !== null && failure.callSites.length > 0) {
    lines.push("", `Called from ${failure.callSites.map((site) => `\`${placeText(site)}\` (${escape(site.label)})`).join(", ")}.`);
  }
  if (error !== null) lines.push("", ...fence("text", cut(errorText(error), mostText)));
  return lines;
}

function errorText(error: ErrorRecord): string {
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\nCaused by ${errorText(error.cause)}`;
}

function frameText({ firstLine, lines }: CodeFrame, at: number): string {
  const width = String(firstLine + lines.length - 1).length;
  return lines.map((text, index) => `${firstLine + index === at ? ">" : " "} ${String(firstLine + index).padStart(width)} | ${text}`).join("\n");
}

/** Those that did not complete first in number: they are what one looks for. */
function tasksOf(document: RunDocument): readonly string[] {
  const all = allTasks(document);
  if (all.length === 0) return [];
  const start = document.flowRun?.startTime ?? all[0]?.startTime ?? null;
  const failed = new Set(all.filter(({ state }) => state.type !== "COMPLETED").slice(0, mostTasks));
  const others = new Set(all.filter((task) => !failed.has(task)).slice(0, mostTasks - failed.size));
  const shown = all.filter((task) => failed.has(task) || others.has(task));
  const rows = shown.map((task) => `| ${[task.name, task.state.name, offsetOf(task, start), task.startTime === null ? "" : formatDuration(task.totalRunTimeMs), task.attempt > 1 ? String(task.attempt) : "", remarkOf(task)].map(cell).join(" | ")} |`);
  const more = all.length - shown.length;
  return ["## Tasks", "", "| task run | state | starts | takes | attempt | |", "|---|---|--:|--:|--:|---|", ...rows, ...(more > 0 ? ["", `… and ${more} more task runs, which completed.`] : [])];
}

function allTasks(document: RunDocument): readonly TaskRunDocument[] {
  return [...document.taskRuns, ...document.childRuns.flatMap(allTasks)];
}

function offsetOf({ startTime }: TaskRunDocument, start: string | null): string {
  if (startTime === null || start === null) return "";
  return `+${formatDuration(Math.max(0, Date.parse(startTime) - Date.parse(start)))}`;
}

function remarkOf(task: TaskRunDocument): string {
  if (task.error !== null) return `${task.error.name}: ${task.error.message}`;
  return task.why ?? task.state.message ?? "";
}

function parametersOf({ flowRun }: RunDocument): readonly string[] {
  const parameters = flowRun?.parameters ?? {};
  return Object.keys(parameters).length === 0 ? [] : ["## Parameters", "", ...fence("json", cut(JSON.stringify(parameters, null, 2), mostText))];
}

function logOf(document: RunDocument): readonly string[] {
  const lines = allLogs(document).sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
  if (lines.length === 0) return [];
  const shown = lines.slice(-mostLogLines).map(({ timestamp, level, message }) => cut(`${timestamp.slice(11, 23)} ${level.padEnd(5)} ${message}`, 300));
  const earlier = lines.length - shown.length;
  return ["## Log", "", ...(earlier > 0 ? [`The last ${shown.length} of ${lines.length} lines.`, ""] : []), ...fence("text", shown.join("\n"))];
}

function allLogs(document: RunDocument): LogDocument[] {
  return [...document.logs, ...document.childRuns.flatMap(allLogs)];
}

function environmentOf({ manifest, opened, document }: SummarisedRun): readonly string[] {
  const rows = [
    ["Millrace", opened === null || opened.sdk === manifest.millrace ? manifest.millrace : `${opened.sdk}, exported by ${manifest.millrace}`],
    ["Node", opened?.node ?? manifest.node],
    ["System", manifest.system],
    ["Record format", String(opened?.v ?? manifest.records)],
    ["Flow version", document.flowRun?.version ?? ""],
    ["Tags", document.flowRun?.tags.join(", ") ?? ""],
  ].filter(([, value]) => value !== "");
  return ["## Environment", "", "| | |", "|---|---|", ...rows.map((row) => `| ${row.map((text) => cell(text)).join(" | ")} |`)];
}

function footOf({ run }: ArchiveManifest): readonly string[] {
  return [`Run \`${run.id}\`, exported by Millrace. \`millrace runs import <this file>\` lists it beside one's own.`];
}

function placeText({ file, line, column }: SourcePlace): string {
  return `${file}:${line}:${column}`;
}

/** A fence longer than any run of backticks inside. */
function fence(language: string, text: string): readonly string[] {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const mark = "`".repeat(longest + 1);
  return [`${mark}${language}`, text, mark];
}

function quote(text: string): string {
  return cut(text, 1_000).split("\n").map((line) => `> ${escape(line)}`).join("\n");
}

function cell(text: string): string {
  return escape(cut(text.replace(/\s+/g, " "), mostCell)).replaceAll("|", "\\|");
}

/** What people and programs wrote is no Markdown, and no HTML. */
function escape(text: string): string {
  return text.replace(/[\\`*_[\]<>#]/g, "\\$&");
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)} …`;
}
