import { mkdirSync, statSync } from "node:fs";

/**
 * Makes a folder that only its user sees. In a place where everybody may make some it has to be the user's own: who made it
 * could replace what is put there. @throws Error when it belongs to another, and what the system throws.
 */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const here = process.geteuid?.();
  const { uid } = statSync(path);
  if (here !== undefined && uid !== here) throw new Error(`it belongs to the user with the number ${uid}, not to ${here}`);
}
