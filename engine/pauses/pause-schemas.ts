/** What paused flow runs want by the types in the code, where their records do not tell. Only for sources that are as they were. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ParametersSchema } from "../../core/protocol/json-schema.ts";
import type { PauseSchemas } from "../../core/protocol/to-pause-document.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { SourcePosition } from "../discovery/discovery.ts";
import type { RunsContext } from "../runs/runs-context.ts";
import { type WaitingRun, waitingRuns } from "./waiting-runs.ts";

/** `readPauseSchema`: of a call in a file by its absolute path. Default: here and now, which loads the compiler. */
export type PauseSchemasContext = Pick<RunsContext, "workspace"> & {
  readonly readPauseSchema?: (file: string, at: SourcePosition) => Promise<ParametersSchema | null>;
};

export async function inferPauseSchemas(context: PauseSchemasContext, view: RunView): Promise<PauseSchemas> {
  const schemas = new Map<number, ParametersSchema>();
  for (const waiting of waitingRuns(view)) {
    if (waiting.request.schema !== undefined) continue;
    const schema = await schemaOf(context, view, waiting);
    if (schema !== null) schemas.set(waiting.run.run, schema);
  }
  return schemas;
}

async function schemaOf({ workspace, readPauseSchema }: PauseSchemasContext, view: RunView, { request }: WaitingRun): Promise<ParametersSchema | null> {
  const place = request.site === undefined ? undefined : view.sites.get(request.site);
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(place ?? "") ?? [];
  if (file === undefined) return null;
  const at = { line: Number(line), column: Number(column) };
  const path = join(workspace.root, file);
  try {
    if (!(await isUnchanged(view, file, path))) return null;
    if (readPauseSchema !== undefined) return await readPauseSchema(path, at);
    const { pauseSchema } = await import("../discovery/discover.ts");
    return await pauseSchema({ root: workspace.root, file: path, at });
  } catch {
    // The file is gone, or the compiler cannot read it: any JSON is taken.
    return null;
  }
}

/** As the SDK makes a flow's version. Of a file without a flow of the run nothing is known. */
async function isUnchanged(view: RunView, file: string, path: string): Promise<boolean> {
  const flow = [...view.definitions.values()].find((definition) => definition.kind === "flow" && definition.file === file);
  // A version that its author gave says nothing about the source.
  if (flow?.version === undefined || !/^[0-9a-f]{16}$/.test(flow.version)) return true;
  return createHash("sha256").update(await readFile(path)).digest("hex").slice(0, 16) === flow.version;
}
