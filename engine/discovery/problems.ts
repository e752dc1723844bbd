import type { DiscoveryProblem } from "./discovery.ts";

/** Builds the texts of what discovery reports, so that they read alike everywhere. */
export function unreadableFile(file: string, cause: unknown): DiscoveryProblem {
  return {
    file,
    line: 1,
    message: `${file} cannot be read: ${textOf(cause)}`,
    hint: "Check that the file exists and that you may read it.",
  };
}

export function syntaxError(file: string, line: number, text: string): DiscoveryProblem {
  return {
    file,
    line,
    message: `Syntax error: ${text}`,
    hint: "Mend the syntax; until then the file cannot run.",
  };
}

export function nameNotLiteral(file: string, line: number, source: string, used: string): DiscoveryProblem {
  return {
    file,
    line,
    message: `The name of this flow is computed (${shorten(source)}), so it is listed as "${used}" until it has run.`,
    hint: 'Write the name as a plain string: flow({ name: "…" }, …).',
  };
}

export function duplicateFlowName(file: string, line: number, name: string, firstLine: number): DiscoveryProblem {
  return {
    file,
    line,
    message: `Two flows of this file are named "${name}"; the other one is on line ${firstLine}.`,
    hint: "Give one of them another name with the option name.",
  };
}

export function functionNotFound(file: string, line: number, name: string, source: string): DiscoveryProblem {
  return {
    file,
    line,
    message: `The function of flow "${name}" is not found by reading the code (${shorten(source)}), so its parameters are unknown.`,
    hint: "Pass an arrow function, or a function that this file declares or imports.",
  };
}

export function analysisFailed(file: string, cause: unknown): DiscoveryProblem {
  return {
    file,
    line: 1,
    message: `${file} cannot be analysed: ${textOf(cause)}`,
    hint: "Please report this with the file; its flows can still be run by name from a script.",
  };
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function shorten(source: string): string {
  const line = source.replaceAll(/\s+/g, " ");
  return line.length <= 60 ? line : `${line.slice(0, 59)}…`;
}
