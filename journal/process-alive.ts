import { readFileSync } from "node:fs";

/** Whether a process of that number lives on this machine, whosoever it is. */
export function isProcessAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return !isZombie(pid);
}

/**
 * A process that has ended keeps its number until its parent has asked how: for ever in a container whose first process asks
 * for none of those that it inherits.
 */
function isZombie(pid: number): boolean {
  if (process.platform !== "linux") return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before it is in brackets, and may hold some.
    return stat.slice(stat.lastIndexOf(")")).startsWith(") Z");
  } catch {
    // Not to be read here; it answered to its number.
    return false;
  }
}
