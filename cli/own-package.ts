import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface OwnPackage {
  readonly version: string;
  /** Folder of the package that this command belongs to. */
  readonly folder: string;
}

/** The nearest `package.json` up from this file that is Millrace's, wherever the bundler has put this file. */
export function ownPackage(): OwnPackage {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const version = millraceVersion(join(folder, "package.json"));
    if (version !== undefined) return { version, folder };
    if (dirname(folder) === folder) throw new Error("The package of this command has no package.json any more.");
    folder = dirname(folder);
  }
}

/** The version in a `package.json` of Millrace, `undefined` for any other file. */
export function millraceVersion(path: string): string | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof value !== "object" || value === null || !("name" in value) || value.name !== "millrace") return undefined;
    return "version" in value && typeof value.version === "string" ? value.version : undefined;
  } catch {
    // Not there, or not JSON: in both cases not ours.
    return undefined;
  }
}
