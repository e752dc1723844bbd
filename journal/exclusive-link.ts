import { constants, copyFileSync, linkSync } from "node:fs";

/** Gives a file that has been written a second name, unless another has taken it. False: it is taken. */
export function linkExclusively(source: string, path: string): boolean {
  try {
    linkSync(source, path);
    return true;
  } catch (error) {
    if (isExisting(error)) return false;
  }
  // A file system without hard links: exclusive all the same, though not whole at once.
  try {
    copyFileSync(source, path, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (isExisting(error)) return false;
    throw error;
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}
