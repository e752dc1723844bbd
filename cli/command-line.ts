import { UsageError } from "../core/protocol/errors.ts";
import { parseArguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";
import type { Context } from "./context.ts";
import { findCommand, unknownCommand } from "./find-command.ts";

/** Carries out a command line, which is all that was typed behind `millrace`, and gives the exit code. Never throws. */
export async function runCommandLine(context: Context, args: readonly string[]): Promise<number> {
  try {
    return await dispatch(context, args);
  } catch (error) {
    return reportFailure(context, args, error);
  }
}

/** Tells the user of an error, in the form that the command line asks for, and gives the exit code. */
export async function reportFailure(context: Context, args: readonly string[], error: unknown): Promise<number> {
  const { reportError } = await import("./report-error.ts");
  return reportError(context, error, wantsJson(args));
}

async function dispatch(context: Context, args: readonly string[]): Promise<number> {
  const [first] = args;
  if (first === undefined || first === "--help" || first === "-h") return printHelp(context, []);
  if (first === "--version" || first === "-v") return printVersion(context);
  const found = findCommand(commands, args);
  if (found === undefined) {
    if (first.startsWith("-")) throw new UsageError(`Unknown option ${first}.`, "millrace --help lists what there is.");
    throw unknownCommand(commands, args.filter((arg) => !arg.startsWith("-")));
  }
  const { command } = found;
  const rest = args.slice(found.length);
  if (asksForHelp(rest)) return printHelp(context, command.name.split(" "));
  rejectUnknownSubcommand(command, rest);
  return command.run({ context, commands, ...parseArguments(command, rest) });
}

/** `runs` alone lists, and takes no words; `runs shwo` means one of its commands. */
function rejectUnknownSubcommand(command: Command, rest: readonly string[]): void {
  const [word] = rest;
  if (word === undefined || word.startsWith("-") || command.positionals.max > 0) return;
  const hasSubcommands = commands.some(({ name }) => name.startsWith(`${command.name} `));
  if (hasSubcommands) throw unknownCommand(commands, [command.name, word]);
}

async function printHelp(context: Context, words: readonly string[]): Promise<number> {
  const { printHelp: print } = await import("./help.ts");
  return print(context, commands, words);
}

async function printVersion(context: Context): Promise<number> {
  const { ownPackage } = await import("./own-package.ts");
  context.stdout.write(`${ownPackage().version}\n`);
  return 0;
}

function asksForHelp(args: readonly string[]): boolean {
  return beforeTerminator(args).some((arg) => arg === "--help" || arg === "-h");
}

function wantsJson(args: readonly string[]): boolean {
  return beforeTerminator(args).includes("--json");
}

function beforeTerminator(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return end === -1 ? args : args.slice(0, end);
}
