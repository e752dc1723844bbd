import type { OutputLine } from "../protocol/editor-api.ts";

const levels: readonly OutputLine["level"][] = ["debug", "info", "warn", "error"];

// Colours and cursor movements of terminals: https://en.wikipedia.org/wiki/ANSI_escape_code
const ansi = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g;

/** A line of a run as its log channel shows it; it says whose it is, so that the Output view's filter finds it. */
export function outputText({ category, message }: OutputLine): string {
  return `[${category}] ${message.replace(ansi, "")}`;
}

export function isShown({ level }: OutputLine, least: OutputLine["level"]): boolean {
  return levels.indexOf(level) >= levels.indexOf(least);
}
