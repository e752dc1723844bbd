import { parseArgs, type ParseArgsConfig } from "node:util";
import { UsageError } from "../core/protocol/errors.ts";
import type { Command, Invocation, Option } from "./command.ts";
import { nearest } from "./nearest.ts";

export type ParsedArguments = Pick<Invocation, "positionals" | "flags" | "texts">;

/** Reads what stands behind a command's name. @throws UsageError that names the argument and what is allowed. */
export function parseArguments(command: Command, args: readonly string[]): ParsedArguments {
  const byName = new Map(command.options.map((option) => [option.name, option]));
  const { tokens } = parseArgs({ args: [...args], options: toConfig(command.options), strict: false, tokens: true });
  const positionals: string[] = [];
  const flags = new Set<string>();
  const texts = new Map<string, string[]>();
  let lastNumber = -1;
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const option = byName.get(token.name);
    if (option === undefined && isNumber(args[token.index])) {
      // `-25` comes as two options, of one argument.
      if (token.index !== lastNumber) positionals.push(args[token.index] ?? "");
      lastNumber = token.index;
      continue;
    }
    if (option === undefined) throw unknownOption(command, token.rawName);
    if (option.kind === "flag") {
      if (token.value !== undefined) throw new UsageError(`--${option.name} takes no value, got "${token.value}".`, helpHint(command));
      flags.add(option.name);
      continue;
    }
    if (token.value === undefined || (!token.inlineValue && isOptionLike(token.value))) {
      throw new UsageError(`--${option.name} needs a value: --${option.name} <${option.placeholder}>.`, helpHint(command));
    }
    const given = texts.get(option.name) ?? [];
    if (given.length > 0 && !option.isRepeatable) {
      throw new UsageError(`--${option.name} is given more than once.`, helpHint(command));
    }
    texts.set(option.name, [...given, token.value]);
  }
  checkPositionals(command, positionals);
  return { positionals, flags, texts };
}

/** The value of a text option that may be given once. */
export function textOf(invocation: ParsedArguments, option: string): string | undefined {
  return invocation.texts.get(option)?.[0];
}

/** A whole number ≥ 1, or `undefined` when the option is not given. @throws UsageError */
export function countOf(invocation: ParsedArguments, option: string): number | undefined {
  const text = textOf(invocation, option);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`--${option} needs a whole number from 1, got "${text}".`);
  return Number(text);
}

function toConfig(options: readonly Option[]): NonNullable<ParseArgsConfig["options"]> {
  return Object.fromEntries(options.map(({ name, kind }) => [name, { type: kind === "flag" ? "boolean" : "string" } as const]));
}

/** A negative number is a value, where no option is called so. */
function isNumber(argument: string | undefined): boolean {
  return argument !== undefined && /^-\d+(?:\.\d+)?$/.test(argument);
}

function isOptionLike(value: string): boolean {
  return /^-(-|[A-Za-z])/.test(value);
}

function unknownOption(command: Command, rawName: string): UsageError {
  const names = [...command.options.map((option) => `--${option.name}`), "--help"];
  const suggestion = nearest(rawName, names);
  const hint = suggestion === undefined ? helpHint(command) : `Did you mean ${suggestion}? ${helpHint(command)}`;
  return new UsageError(`Unknown option ${rawName} for millrace ${command.name}.`, hint);
}

function checkPositionals(command: Command, positionals: readonly string[]): void {
  const { min, max } = command.positionals;
  if (positionals.length < min) {
    throw new UsageError(`millrace ${command.name} needs ${command.usage}.`, helpHint(command));
  }
  const extra = positionals[max];
  if (extra !== undefined) throw new UsageError(`Unexpected argument "${extra}" for millrace ${command.name}.`, helpHint(command));
}

function helpHint(command: Command): string {
  return `millrace ${command.name} --help lists what it takes.`;
}
