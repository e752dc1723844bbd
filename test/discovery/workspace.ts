import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A folder of source files that lives as long as one test file needs it. */
export interface Workspace {
  readonly root: string;
  /** Writes files by their names relative to the root. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  remove(): Promise<void>;
}

/** Makes an empty folder below the temp folder of the system. */
export async function createWorkspace(): Promise<Workspace> {
  const root = await mkdtemp(path.join(tmpdir(), "millrace-discovery-"));
  return {
    root,
    write: async (files) => {
      for (const [name, text] of Object.entries(files)) {
        const file = path.join(root, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, text);
      }
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
