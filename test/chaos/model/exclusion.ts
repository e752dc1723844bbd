import type { WitnessLine } from "../workspace.ts";
import { Violation } from "./violation.ts";

/**
 * Of calls that are to be alone with their key, none begins while another one goes on that comes to its end: that one's
 * process lived all the time, so that its lock held.
 */
export function checkExclusion(lines: readonly WitnessLine[], where: string, isExclusive: (key: string) => boolean): void {
  const open = new Map<string, WitnessLine[]>();
  const overlaps = new Map<WitnessLine, WitnessLine>();
  for (const line of lines) {
    if (!isExclusive(line.key)) continue;
    const going = open.get(line.key) ?? [];
    if (line.event === "start") {
      for (const other of going) overlaps.set(other, overlaps.get(other) ?? line);
      open.set(line.key, [...going, line]);
    }
    if (line.event !== "finish") continue;
    const started = going.find(({ id, pid }) => id === line.id && pid === line.pid);
    if (started === undefined) continue;
    const other = overlaps.get(started);
    if (other !== undefined) {
      throw new Violation("One call at a time for a key", `none beside ${started.id} of process ${started.pid}, from ${started.at} to ${line.at}`, `${other.id} of process ${other.pid} at ${other.at}`, `${where} (${line.key})`);
    }
    open.set(line.key, going.filter((each) => each !== started));
  }
}
