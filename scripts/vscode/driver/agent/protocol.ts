import type * as vscode from "vscode";

/** What a test and the agent in the extension host say to each other: JSON, a line each. */
export interface Hello {
  readonly type: "hello";
  /** Paths of the window's folders. */
  readonly folders: readonly string[];
}

export interface Call {
  readonly id: number;
  /** A function's text. */
  readonly source: string;
  readonly argument: unknown;
}

export type Outcome = { readonly type: "outcome"; readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

export interface HostTools {
  readonly vscode: typeof vscode;
  /** Asks again until the answer is something, for 25 seconds at most. */
  until<T>(ask: () => T | undefined | null | false | Promise<T | undefined | null | false>, what?: string): Promise<T>;
}

/** Runs in the extension host: it sees its two arguments and nothing around it. What it returns crosses as JSON. */
export type HostFunction<Argument, Result> = (tools: HostTools, argument: Argument) => Result | Promise<Result>;
