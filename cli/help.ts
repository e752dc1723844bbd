import { commandGroups, type Command, type Option } from "./command.ts";
import type { Context } from "./context.ts";
import { findCommand, unknownCommand } from "./find-command.ts";
import { ownPackage } from "./own-package.ts";
import { lookFor, toLine, type Look } from "./view/look.ts";

/** Prints the help of the command that the words name, or the list of all. @throws UsageError */
export function printHelp(context: Context, commands: readonly Command[], words: readonly string[]): number {
  const look = lookFor(context, context.stdout);
  const lines = words.length === 0 ? overviewLines(commands, ownPackage().version, look) : commandLines(commandOf(commands, words), commands, look);
  context.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

export function overviewLines(commands: readonly Command[], version: string, look: Look): readonly string[] {
  const listed = commands.filter(({ isHidden }) => isHidden !== true);
  const width = Math.max(...listed.map((command) => callOf(command).length));
  const groups = commandGroups.flatMap((group) => [
    "",
    toLine(look, [{ text: group, paint: "bold" }]),
    ...listed.filter((command) => command.group === group).map((command) => pair(callOf(command), command.summary, width, look)),
  ]);
  return [
    toLine(look, [{ text: "millrace", paint: "bold" }, ` ${version}  `, { text: "Workflows in TypeScript: observed, retried, resumable", paint: "dim" }]),
    ...groups,
    "",
    toLine(look, [{ text: "millrace <command> --help tells more.", paint: "dim" }]),
  ];
}

export function commandLines(command: Command, commands: readonly Command[], look: Look): readonly string[] {
  const subcommands = commands.filter(({ name }) => name.startsWith(`${command.name} `));
  const options = [...command.options, { kind: "flag", name: "help", summary: "Show this" } as const];
  const width = Math.max(...options.map((option) => formOf(option).length));
  const subWidth = Math.max(0, ...subcommands.map((subcommand) => callOf(subcommand).length));
  return [
    toLine(look, [{ text: `millrace ${callOf(command)}`, paint: "bold" }, ...(command.options.length > 0 ? [" [options]"] : [])]),
    `${command.summary}.`,
    "",
    toLine(look, [{ text: "Options", paint: "bold" }]),
    ...options.map((option) => pair(formOf(option), option.summary, width, look)),
    ...(subcommands.length === 0 ? [] : ["", toLine(look, [{ text: "More", paint: "bold" }])]),
    ...subcommands.map((subcommand) => pair(callOf(subcommand), subcommand.summary, subWidth, look)),
    ...(command.examples.length === 0 ? [] : ["", toLine(look, [{ text: "Examples", paint: "bold" }])]),
    ...command.examples.map((example) => `  ${example}`),
  ];
}

function commandOf(commands: readonly Command[], words: readonly string[]): Command {
  const found = findCommand(commands, words);
  if (found === undefined || found.length < words.length) throw unknownCommand(commands, words);
  return found.command;
}

function callOf({ name, usage }: Command): string {
  return usage === "" ? name : `${name} ${usage}`;
}

function formOf(option: Option): string {
  return option.kind === "flag" ? `--${option.name}` : `--${option.name} <${option.placeholder}>`;
}

function pair(left: string, right: string, width: number, look: Look): string {
  return toLine(look, ["  ", left.padEnd(width), "  ", { text: right, paint: "dim" }]);
}
