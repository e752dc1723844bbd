import { statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { UsageError } from "../core/protocol/errors.ts";
import { discoverFile, discoverFlows } from "../engine/discovery/discover.ts";
import type { DiscoveredFlow, DiscoveryProblem } from "../engine/discovery/discovery.ts";
import { findWorkspace } from "../journal/workspace.ts";
import type { Context } from "./context.ts";

export interface FoundFlows {
  readonly flows: readonly DiscoveredFlow[];
  readonly problems: readonly DiscoveryProblem[];
}

/** The flows below a folder, or of a file, with files relative to the workspace. @throws UsageError */
export async function findFlows(context: Context, target: string): Promise<FoundFlows> {
  const path = resolve(context.cwd, target);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new UsageError(`${target} does not exist.`, "Give a folder to look in, or none for this one.");
  const folder = stats.isDirectory() ? path : dirname(path);
  const { root } = findWorkspace(folder, context.cwd, context.env["MILLRACE_HOME"]);
  const { flows, problems } = stats.isDirectory() ? await discoverFlows({ root: path }) : await discoverFile({ root: folder, file: path });
  const prefix = relative(root, folder).replaceAll("\\", "/");
  const place = <Item extends { readonly file: string }>(item: Item): Item => (prefix === "" ? item : { ...item, file: `${prefix}/${item.file}` });
  return { flows: flows.map(place), problems: problems.map(place) };
}
