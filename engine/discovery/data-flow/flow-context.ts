import type { ts } from "ts-morph";

import type { Session } from "../session.ts";
import type { Writes } from "./writes.ts";

/** Offsets of the calls of tasks and child flows whose results a value holds. */
export type Origins = ReadonlySet<number>;

/**
 * The part of a value that is asked for, outermost key first; empty for the whole. Null stands for any element, as in
 * a loop. Keys on the result of a task are of no interest: all of it comes from that task.
 */
export type Path = readonly (string | null)[];

/** What the readers of expressions, calls and variables share for one file. */
export interface FlowContext {
  readonly session: Session;
  readonly source: ts.SourceFile;
  readonly writes: Writes;
  /** What is being read right now, so that loops in the code end. */
  readonly open: Set<ts.Node>;
  originsOf(expression: ts.Expression, path: Path): Origins;
}

export const NONE: Origins = new Set();

/** All of them together. */
export function union(origins: readonly Origins[]): Origins {
  return new Set(origins.flatMap((some) => [...some]));
}
