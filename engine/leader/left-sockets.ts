/** The sockets of those who would have led a workspace: nobody claims before it listens, and who is killed in between is named by no file. */
import { createHash } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { folderNumber } from "../../journal/folder-number.ts";
import { ownerSocketPath, probeSocket } from "../../journal/owner-socket.ts";

const keyLength = 8;

/** Of its own making: whoever loses the race takes no other's place in the folder of sockets. It begins with what tells the workspace. */
export function leaderSocketPath(folder: string, generation: number, id: string): string {
  const key = createHash("sha256").update(`leader ${folderNumber(folder) ?? folder}`).digest("hex").slice(0, keyLength);
  return ownerSocketPath(`${key}${id.replaceAll("-", "")}`, generation);
}

/** Removes those of dead processes beside a leader's own. */
export async function removeLeftSockets(own: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = dirname(own);
  const key = basename(own).slice(0, keyLength);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!name.startsWith(key) || !name.endsWith(".sock") || path === own) continue;
    if ((await probeSocket(path)) === "dead") rmSync(path, { force: true });
  }
}
