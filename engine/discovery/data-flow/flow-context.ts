import type { ts } from "ts-morph";

import type { Share } from "../discovery.ts";
import type { Session } from "../session.ts";
import type { Writes } from "./writes.ts";

/** The calls of tasks and child flows whose results a value holds, by offset; each with which of its runs. */
export type Origins = ReadonlyMap<number, GatheredShare>;

/** What the value itself shows of a share: whether turns overlap is a matter of where it is used. */
export type GatheredShare = Exclude<Share, "turn">;

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

export const NONE: Origins = new Map();

/** The more runs it may hold, the higher. */
const widths: Readonly<Record<GatheredShare, number>> = { one: 0, element: 1, batch: 2, all: 3 };

/** All of them together; of two shares of one call the wider. */
export function union(origins: readonly Origins[]): Origins {
  const together = new Map<number, GatheredShare>();
  for (const [offset, share] of origins.flatMap((some) => [...some])) {
    const known = together.get(offset);
    if (known === undefined || widths[known] < widths[share]) together.set(offset, share);
  }
  return together;
}

/** The same calls, with one of the runs that were gathered. */
export function elements(origins: Origins): Origins {
  return union([origins, new Map([...origins.keys()].map((offset) => [offset, "element"] as const))]);
}

/** The same calls, with all runs that were gathered in a list, a sum or the like; `all`: in one that is used while it grows. */
export function gathered(origins: Origins, share: "batch" | "all" = "batch"): Origins {
  return union([origins, new Map([...origins.keys()].map((offset) => [offset, share] as const))]);
}
