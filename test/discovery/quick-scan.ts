import { realpathSync } from "node:fs";
import { loadCompiler } from "../../engine/discovery/compiler.ts";
import type { FileFindings } from "../../engine/discovery/flow-entries.ts";
import { LiveDiscovery } from "../../engine/discovery/live/live-discovery.ts";
import { lookThrough } from "../../engine/discovery/live/source-look.ts";
import { SourceTree } from "../../engine/discovery/live/source-tree.ts";
import { systemClock } from "../../sdk/process/system-clock.ts";

/** What the quick layer of discovery finds in a folder. */
export async function quickScan(root: string): Promise<readonly FileFindings[]> {
  const found = new Map<string, FileFindings>();
  const options = { root: realpathSync(root), exclude: [] };
  const live = new LiveDiscovery({
    tree: new SourceTree(options.root, options.exclude),
    clock: systemClock,
    loadCompiler,
    look: () => lookThrough(options, () => Promise.resolve()),
    onFound: (files) => {
      for (const [file, findings] of Object.entries(files)) found.set(file, findings);
    },
  });
  await live.scan();
  live.dispose();
  return [...found.values()];
}
