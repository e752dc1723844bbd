/**
 * The processes of this machine, as far as it takes to end what a run has started. Only for those of this user: signals to
 * others fail anyway.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  /** Number of its process group: that of the process which leads it. */
  readonly group: number;
  /** Tells it from a later process of the same number. */
  readonly startedAt: string;
}

/** Empty on Windows, which has no process groups, and where it cannot be told. */
export function listProcesses(): readonly ListedProcess[] {
  if (process.platform === "win32") return [];
  return process.platform === "linux" ? listByProc() : listByPs();
}

/** What these processes have started, and what that has, in the same process group: what left it was meant to live on. */
export function startedBy(table: readonly ListedProcess[], roots: Iterable<number>, group: number): readonly ListedProcess[] {
  const children = new Map<number, ListedProcess[]>();
  for (const each of table) {
    if (each.group !== group) continue;
    const siblings = children.get(each.parent);
    if (siblings === undefined) children.set(each.parent, [each]);
    else siblings.push(each);
  }
  const found: ListedProcess[] = [];
  const open = [...roots];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    for (const child of children.get(pid) ?? []) {
      found.push(child);
      open.push(child.pid);
    }
  }
  return found;
}

/** The others in the group that a process leads, or led: as long as one of them lives its number is given to no other process. */
export function inGroup(table: readonly ListedProcess[], leader: number): readonly ListedProcess[] {
  return table.filter(({ pid, group }) => group === leader && pid !== leader);
}

/** Sends each a signal, if it is still the one that was listed. */
export function signalAll(targets: readonly ListedProcess[], signal: "SIGTERM" | "SIGKILL"): void {
  if (targets.length === 0) return;
  const now = new Map(listProcesses().map((each) => [each.pid, each.startedAt]));
  for (const { pid, startedAt } of targets) if (now.get(pid) === startedAt) signalOne(pid, signal);
}

export function signalOne(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has ended by itself, or has become another user's.
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}

function listByProc(): readonly ListedProcess[] {
  return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? readStat(name) : []));
}

/** `pid (name) state parent group …`, where the name may hold anything; the 22nd field is the time of its start. */
function readStat(pid: string): readonly ListedProcess[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [state, parent = "", group = ""] = fields;
    // One that has ended, and that its parent has not asked about, is no process any more.
    return state === "Z" || state === "X" ? [] : [{ pid: Number(pid), parent: Number(parent), group: Number(group), startedAt: fields[19] ?? "" }];
  } catch {
    // It has ended since the folder was read.
    return [];
  }
}

function listByPs(): readonly ListedProcess[] {
  try {
    const text = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat=,lstart="], { encoding: "utf8", timeout: 5_000, stdio: ["ignore", "pipe", "ignore"] });
    return text.split("\n").flatMap((line) => {
      const [, pid, parent, group, state = "", startedAt = ""] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      return pid === undefined || state.startsWith("Z") ? [] : [{ pid: Number(pid), parent: Number(parent), group: Number(group), startedAt }];
    });
  } catch {
    // Without it the process itself can be ended, and what it has started is left.
    return [];
  }
}
