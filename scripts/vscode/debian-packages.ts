import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cache.ts";
import { MissingTool } from "./missing-tool.ts";
import { type Report, runStep } from "./run-step.ts";

/**
 * Sees to it that Debian packages are there, installing them when this process may.
 *
 * @throws {@link MissingTool} when they are missing and it may not, or when this is no Debian.
 */
export async function needDebianPackages(names: readonly string[], report: Report): Promise<void> {
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0) throw new MissingTool(`Packages are missing for VS Code's tests: sudo ${command}`);

  const log = join(cacheFolder(), "apt.log");
  mkdirSync(cacheFolder(), { recursive: true });
  const apt = ["-o", "DPkg::Lock::Timeout=600", "-o", "Acquire::Retries=3"] as const;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  report(`Installing with apt-get, once: ${missing.join(", ")}`);
  await runStep({ title: "package lists", command: ["apt-get", ...apt, "update"], env, log }, report);
  await runStep({ title: "packages", command: ["apt-get", ...apt, "install", "-y", "--no-install-recommends", ...missing], env, log }, report);
}

export function isDebian(): boolean {
  return spawnSync("dpkg-query", ["--version"], { stdio: "ignore" }).status === 0;
}

function isInstalled(name: string): boolean {
  const { stdout } = spawnSync("dpkg-query", ["-W", "-f=${Status}", name], { encoding: "utf8" });
  return stdout.startsWith("install ok installed");
}
