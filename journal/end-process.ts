/** Ends processes for good, with what they have started. */
import { execFileSync } from "node:child_process";
import { isProcessAlive } from "./process-alive.ts";
import { inGroup, listProcesses, signalAll, signalOne, startedBy } from "./process-table.ts";

/**
 * Kills a process that is known to live, and what it has started: its whole group where it leads one of its own
 * (`leadsGroup`), else what of it is in the same group as it is, which it may share with a shell.
 */
export function killTree(pid: number, leadsGroup: boolean): void {
  if (process.platform === "win32") return killTreeOnWindows(pid);
  const table = listProcesses();
  const group = table.find((each) => each.pid === pid)?.group;
  // Known before: what its parent leaves behind has another parent.
  const others = leadsGroup ? inGroup(table, pid) : group === undefined ? [] : startedBy(table, [pid], group);
  signalOne(pid, "SIGKILL");
  signalAll(others, "SIGKILL");
}

/** Kills what a process has left behind that led a group of its own and is dead. Nothing, if another has its number by now. */
export function killLeftGroup(leader: number): void {
  if (process.platform === "win32" || leader <= 0 || !hasMembers(leader) || isProcessAlive(leader)) return;
  signalAll(inGroup(listProcesses(), leader), "SIGKILL");
}

/** Cheaper than to list all processes, and nearly always there are none. */
function hasMembers(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Windows keeps no groups, but knows whom a process has started for as long as it lives. */
function killTreeOnWindows(pid: number): void {
  try {
    execFileSync("taskkill", ["/PID", String(pid), "/T", "/F"], { stdio: "ignore", timeout: 10_000 });
  } catch {
    signalOne(pid, "SIGKILL");
  }
}
