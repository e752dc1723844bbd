import type { ParametersSchema } from "../../core/protocol/json-schema.ts";

/** What reading the sources told, without running any of them. */
export interface Discovery {
  /** Ordered by file, then by position. */
  readonly flows: readonly DiscoveredFlow[];
  /** Ordered by file, then by position. Tasks made inside functions are listed too. */
  readonly tasks: readonly DiscoveredTask[];
  readonly problems: readonly DiscoveryProblem[];
  /** Where one file was asked for: flows of other files that it exports, under the names that they have there. */
  readonly reexports: readonly DiscoveredFlow[];
}

/** A flow defined at module level: one that can be started from outside. */
export interface DiscoveredFlow {
  readonly name: string;
  /** The exported name, `"default"` for a default export, null when the flow is not exported. */
  readonly export: string | null;
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  /** 1-based line of the callee `flow`, or of the helper that makes the flow. */
  readonly line: number;
  /** 1-based column of that callee, in UTF-16 units. */
  readonly column: number;
  /** The option `description`, else the JSDoc text of the variable. */
  readonly description: string | null;
  readonly parameters: ParametersSchema;
  /** Names of the tasks that the body calls, each once, in order of the first call. */
  readonly tasks: readonly string[];
}

/** A task, wherever it is defined. Positions as for flows. */
export interface DiscoveredTask {
  readonly name: string;
  readonly export: string | null;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly description: string | null;
  /** In order; a destructured one is `arg0`, `arg1`, … by its position. */
  readonly parameters: readonly string[];
}

/** Something in the sources that a person should mend. */
export interface DiscoveryProblem {
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
  /** What to do about it, one sentence. */
  readonly hint: string;
}

/** A place in a file, 1-based, as V8 reports it for a call. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/**
 * Which runs of a call a value holds, where a loop, a list or a helper makes several of one call.
 *
 * - `one`: the latest.
 * - `turn`: that of its own turn, of several that may be under way at a time, as in the callback of a `.map`.
 * - `element`: one of those that were gathered.
 * - `batch`: those that were gathered since it was last used.
 * - `all`: all so far.
 */
export const shares = ["one", "turn", "element", "batch", "all"] as const;
export type Share = (typeof shares)[number];

/** The result of the call at `from` reaches an argument of the call at `to`. */
export interface StaticEdge {
  readonly from: SourcePosition;
  readonly to: SourcePosition;
  readonly share: Share;
  /** The parameter that receives it, null where the argument's position is not known. */
  readonly parameter: string | null;
}
