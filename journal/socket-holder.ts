import type { MachineIdentity } from "./machine.ts";

/** A process that holds something that others want, as a file names it: they ask whether it lives. */
export interface SocketHolder extends MachineIdentity {
  readonly pid: number;
  /** Path of its socket (a named pipe on Windows), which accepts connections while it lives; `null`: it has none, the pid alone tells. */
  readonly socket: string | null;
}

/** Looks at every field: a pid that is none would be signalled, and a socket that is none connected to. */
export function isSocketHolder(value: unknown): value is SocketHolder {
  if (typeof value !== "object" || value === null || !("pid" in value && "socket" in value && "host" in value && "bootId" in value)) return false;
  const { pid, socket, host, bootId } = value;
  const isNamed = typeof host === "string" && typeof bootId === "string";
  return isNamed && typeof pid === "number" && Number.isSafeInteger(pid) && pid > 0 && (socket === null || (typeof socket === "string" && socket !== "" && !socket.includes("\0")));
}
