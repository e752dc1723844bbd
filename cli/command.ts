import type { Context } from "./context.ts";

/** One command. A new one is a file in `commands/` and a line in `commands.ts`. */
export interface Command {
  /** One word, or two: `"runs show"`. */
  readonly name: string;
  readonly group: CommandGroup;
  /** One line for the list of commands, without a full stop. */
  readonly summary: string;
  /** What stands behind the name: `"<file>[#flow]"`. */
  readonly usage: string;
  readonly positionals: { readonly min: number; readonly max: number };
  readonly options: readonly Option[];
  /** Whole command lines. */
  readonly examples: readonly string[];
  /** True for what Millrace calls itself: help does not list it. */
  readonly isHidden?: boolean;
  /** Gives the exit code. */
  run(invocation: Invocation): Promise<number>;
}

export const commandGroups = ["Run", "History", "Shared", "Project"] as const;

export type CommandGroup = (typeof commandGroups)[number];

export type Option = FlagOption | TextOption;

export interface FlagOption {
  readonly kind: "flag";
  readonly name: string;
  readonly summary: string;
}

export interface TextOption {
  readonly kind: "text";
  readonly name: string;
  /** What its value is called: `k=json`. */
  readonly placeholder: string;
  readonly isRepeatable: boolean;
  readonly summary: string;
}

/** A command's context with what was typed behind its name. */
export interface Invocation {
  readonly context: Context;
  /** All there are, for help. */
  readonly commands: readonly Command[];
  readonly positionals: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, readonly string[]>;
}

export const jsonOption: FlagOption = { kind: "flag", name: "json", summary: "Print one JSON document and nothing else" };
