/** File systems of a test's own, where the machine lets it make some. */
import { spawnSync } from "node:child_process";
import { namesIn } from "./project.ts";

export function canMount(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0 && namesIn("/sys/fs").length > 0 && spawnSync("unshare", ["-m", "true"]).status === 0;
}

export function mount(...args: readonly string[]): void {
  const { status, stderr } = spawnSync("mount", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`mount ${args.join(" ")}: ${stderr}`);
}
