import { rmSync } from "node:fs";
import type { Owner } from "../../journal/owner-file.ts";
import { ownerSocketPath } from "../../journal/owner-socket.ts";

/** A killed process leaves its socket's file behind. Only the one that its run must have: the owner's file is but text. */
export function removeStaleSocket(owner: Owner, runId: string): void {
  const path = ownerSocketPath(runId, owner.generation);
  if (owner.socket === path && process.platform !== "win32") rmSync(path, { force: true });
}
