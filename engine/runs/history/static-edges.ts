/**
 * The edges that the code shows and a run could not see, since a number or a text leaves no trace. Only for sources that
 * are still as they were when the run was made; whatever stands in the way, there are then no such edges.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DocumentSource } from "../../../core/protocol/to-document.ts";
import type { RunView, TaskRunView } from "../../../core/records/run-view.ts";
import type { StaticEdge } from "../../discovery/discovery.ts";
import type { RunsContext } from "../runs-context.ts";
import { EdgeCache } from "./edge-cache.ts";
import { matchEdges } from "./match-edges.ts";

export type InferredEdges = NonNullable<DocumentSource["staticEdges"]>;

/** `readEdges`: of a file by its absolute path. Default: here and now, which loads the compiler. */
type EdgesContext = Pick<RunsContext, "workspace" | "version"> & { readonly readEdges?: (file: string) => Promise<readonly StaticEdge[]> };

type Edge = NonNullable<ReturnType<InferredEdges["get"]>>[number];

export async function inferEdges(context: EdgesContext, view: RunView): Promise<InferredEdges> {
  const inferred = new Map<number, readonly Edge[]>();
  // Reading sources takes the compiler (0.3 s): not for a run that has nothing to gain from it.
  if (!mayHaveUnseenEdges(view)) return inferred;
  for (const [file, version] of sourcesOf(view)) {
    const edges = await edgesOf(context, file, version);
    if (edges.length > 0) matchEdges(view, file, edges, inferred);
  }
  return inferred;
}

/** Whether some task run, not the first, has an input that no recorded edge explains. */
function mayHaveUnseenEdges(view: RunView): boolean {
  const [, ...later] = view.taskRuns.values();
  return later.some((taskRun) => taskRun.site !== null && hasUnexplainedInput(taskRun));
}

function hasUnexplainedInput({ inputs, dependencies }: TaskRunView): boolean {
  const explained = new Set(dependencies.map(([, , parameter]) => parameter));
  return Object.keys(inputs).some((parameter) => !explained.has(parameter));
}

/** The files of the run's flows, with the version that they had. */
function sourcesOf(view: RunView): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const { kind, file, version } of view.definitions.values()) {
    if (kind === "flow" && file !== null && version !== undefined) sources.set(file, version);
  }
  return sources;
}

async function edgesOf({ workspace, version: reader, readEdges }: EdgesContext, file: string, version: string): Promise<readonly StaticEdge[]> {
  try {
    const text = await readFile(join(workspace.root, file));
    // As the SDK makes a flow's version; one that its author gave says nothing about the source.
    if (createHash("sha256").update(text).digest("hex").slice(0, 16) !== version) return [];
    const cache = new EdgeCache(workspace.home, createHash("sha256").update(`${reader}\n${file}\n${version}`).digest("hex").slice(0, 32));
    const known = cache.read();
    if (known !== undefined) return known;
    const edges = readEdges === undefined ? await findEdges(workspace.root, file) : await readEdges(join(workspace.root, file));
    keep(cache, edges);
    return edges;
  } catch {
    // The file is gone, or the compiler cannot read it: the run is shown without what it would add.
    return [];
  }
}

async function findEdges(root: string, file: string): Promise<readonly StaticEdge[]> {
  const { staticEdges } = await import("../../discovery/discover.ts");
  return staticEdges({ root, file });
}

function keep(cache: EdgeCache, edges: readonly StaticEdge[]): void {
  try {
    cache.write(edges);
  } catch {
    // A folder that cannot be written costs time, not edges.
  }
}
