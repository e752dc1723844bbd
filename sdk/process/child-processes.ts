/**
 * What user code has started with `node:child_process` inside of a run, so that a cancel reaches it. By async context: what
 * a script starts besides its runs is none of theirs, and what was started in a process group of its own is meant to live on.
 */
import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { killTree } from "../../journal/end-process.ts";
import { inGroup, type ListedProcess, listProcesses, signalAll, startedBy } from "../../journal/process-table.ts";
import { currentContext } from "../run/context.ts";
import type { RootRun } from "../run/root-run.ts";

type Parent = Pick<RootRun, "children">;

/** Notes from now on who starts what. Once in a process or thread. */
export function watchChildProcesses(): void {
  subscribe("child_process", (message) => {
    const children = currentContext()?.root.children;
    const child = (message as { readonly process?: ChildProcess }).process;
    if (children === undefined || child === undefined) return;
    children.add(child);
    child.once("exit", () => children.delete(child));
  });
}

/** Asks them to end; on Windows, where asking is killing, they are left to the end of the run. */
export function askChildrenToEnd(parent: Parent): void {
  if (process.platform !== "win32" && parent.children.size > 0) signalAll(processesOf(parent), "SIGTERM");
}

/** Ends those that are left. */
export function endChildren(parent: Parent): void {
  if (parent.children.size === 0) return;
  if (process.platform !== "win32") return signalAll(processesOf(parent), "SIGKILL");
  for (const { pid, exitCode } of parent.children) if (pid !== undefined && exitCode === null) killTree(pid, false);
}

/** Ends all others in the process group that this process leads, workers included. */
export function endOwnGroup(): void {
  signalAll(inGroup(listProcesses(), process.pid), "SIGKILL");
}

function processesOf({ children }: Parent): readonly ListedProcess[] {
  const table = listProcesses();
  const group = table.find(({ pid }) => pid === process.pid)?.group;
  if (group === undefined) return [];
  const own = new Set(Array.from(children, ({ pid }) => pid));
  const roots = table.filter((each) => own.has(each.pid) && each.group === group);
  return [...roots, ...startedBy(table, roots.map(({ pid }) => pid), group)];
}
