/** A workspace as a user has it, in a temporary folder: the package as npm would install it, tsx, and the works. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchDirectory, packageDirectory } from "./paths.mjs";

export function buildPackage(say) {
  if (isWhole(join(packageDirectory, "dist"))) return;
  say("dist/ is missing or not whole: building it (npm run build)");
  const build = spawnSync(process.execPath, ["esbuild.mjs"], { cwd: packageDirectory, stdio: "inherit" });
  if (build.status !== 0) throw new Error("The build failed, so there is nothing to measure.");
}

/** The package is copied, so that a build in the meantime changes nothing. */
export function createWorkspace() {
  const directory = mkdtempSync(join(tmpdir(), "millrace-bench-"));
  const millrace = join(directory, "node_modules/millrace");
  mkdirSync(millrace, { recursive: true });
  cpSync(join(packageDirectory, "dist"), join(millrace, "dist"), { recursive: true });
  if (!isWhole(join(millrace, "dist"))) throw new Error("dist/ changed while it was copied: is a build going on? Run it again after that.");
  cpSync(join(packageDirectory, "package.json"), join(millrace, "package.json"));
  symlinkSync(join(packageDirectory, "node_modules/tsx"), join(directory, "node_modules/tsx"), "junction");
  cpSync(join(benchDirectory, "works"), join(directory, "works"), { recursive: true });
  writeFileSync(join(directory, "package.json"), '{ "private": true, "type": "module" }\n');
  return {
    directory,
    works: join(directory, "works"),
    command: join(millrace, "dist/millrace.js"),
    remove: () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function isWhole(dist) {
  return ["index.js", "runner.js", "millrace.js"].every((file) => existsSync(join(dist, file)));
}
