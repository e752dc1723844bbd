import { readFileSync } from "node:fs";

/** What a process holds now, and held at its peak. Linux alone tells. */
export function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const megabytes = (field) => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1_000;
  return { rssMb: megabytes("VmRSS"), peakMb: megabytes("VmHWM") };
}
