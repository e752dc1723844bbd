import { UsageError } from "../core/protocol/errors.ts";
import type { Command } from "./command.ts";
import { nearest } from "./nearest.ts";

export interface FoundCommand {
  readonly command: Command;
  /** How many words name it. */
  readonly length: number;
}

/** The command that the words begin with, the longer name first. */
export function findCommand(commands: readonly Command[], words: readonly string[]): FoundCommand | undefined {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(" ");
    const command = commands.find((candidate) => candidate.name === name);
    if (command !== undefined && words.length >= length) return { command, length };
  }
  return undefined;
}

/** The error for words that name no command, with the nearest that is one. */
export function unknownCommand(commands: readonly Command[], words: readonly string[]): UsageError {
  const [first = "", second] = words;
  const file = first.split("#")[0] ?? "";
  if (/\.[cm]?[jt]sx?$/.test(file)) {
    return new UsageError(`"${first}" is no command.`, `To run a flow of that file: millrace run ${first}`);
  }
  const typed = second === undefined || findCommand(commands, [first]) === undefined ? first : `${first} ${second}`;
  const names = commands.flatMap(({ name, isHidden }) => (isHidden === true ? [] : [name]));
  const suggestion = (second === undefined ? undefined : nearest(`${first} ${second}`, names)) ?? nearest(first, names);
  const hint = suggestion === undefined ? "millrace --help lists the commands." : `Did you mean millrace ${suggestion}?`;
  return new UsageError(`Unknown command "${typed}".`, hint);
}
