const graceMs = 2_000;

/** Lets the process end by itself; what keeps it alive for longer than two seconds is named, and left behind. */
export function exitAfterGrace(code: number): void {
  process.exitCode = code;
  if (process.connected) process.disconnect();
  const timer = setTimeout(() => {
    const resources = process.getActiveResourcesInfo();
    process.stderr.write(`The run has ended, but the process is kept alive by ${[...new Set(resources)].join(", ")}. It exits now.\n`);
    process.exit(code);
  }, graceMs);
  timer.unref();
}
