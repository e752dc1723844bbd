import { statfsSync } from "node:fs";
import { cpus, platform, release, totalmem } from "node:os";

const memoryFileSystem = 0x01021994;

/** What the numbers depend on, in one line. */
export function describeMachine(directory) {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const isInMemory = statfsSync(directory).type === memoryFileSystem;
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  const disk = isInMemory ? "; files in memory (tmpfs), so nothing here was written to a disk: set TMPDIR to a folder on one" : "";
  const text = `${cpus().length} × ${model}, ${memoryGiB} GiB, ${platform()} ${release()}${disk}`;
  return { model, cores: cpus().length, memoryGiB, platform: platform(), isInMemory, text };
}
