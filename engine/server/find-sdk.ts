import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { protocolVersion, type SdkStatus } from "../../core/protocol/editor-api.ts";
import { NotInstalledError, VersionMismatchError } from "../../core/protocol/errors.ts";

/**
 * The `millrace` that a module in a folder imports: of the nearest `node_modules` upwards, or the package around the
 * folder itself. Looked up each time, because an installation in the meantime must be seen.
 */
export function findSdk(folder: string): SdkStatus {
  for (let at = folder; ; at = dirname(at)) {
    const installed = readPackage(join(at, "node_modules", "millrace")) ?? readPackage(at);
    if (installed !== undefined) return installed;
    if (dirname(at) === at) return { kind: "missing" };
  }
}

/** Path of its runner. @throws NotInstalledError, VersionMismatchError */
export function requireRunner(status: SdkStatus, folder: string): string {
  switch (status.kind) {
    case "found":
      return join(status.directory, "dist", "runner.js");
    case "missing":
      throw new NotInstalledError(folder);
    case "mismatch": {
      const side = status.protocol < protocolVersion ? "the package millrace in the workspace" : "the Millrace extension";
      const message = `millrace ${status.version} in ${status.directory} speaks protocol ${status.protocol}, and this extension speaks ${protocolVersion}.`;
      throw new VersionMismatchError(message, `Update ${side}.`);
    }
  }
}

function readPackage(directory: string): Exclude<SdkStatus, { kind: "missing" }> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  } catch {
    // Not there, or being written this moment.
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("name" in value) || value.name !== "millrace") return undefined;
  const version = "version" in value && typeof value.version === "string" ? value.version : "of no version";
  const own = "millrace" in value ? value.millrace : undefined;
  const protocol = typeof own === "object" && own !== null && "protocol" in own && typeof own.protocol === "number" ? own.protocol : 0;
  const found = { version, directory: realpathSync(directory) };
  return protocol === protocolVersion ? { kind: "found", ...found } : { kind: "mismatch", protocol, ...found };
}
