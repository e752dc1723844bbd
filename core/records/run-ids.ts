/**
 * Ids that readers make from the numbers in a run's file. A task run's id is its root run's id and its number,
 * so that it needs neither chance nor bytes in every record, and is unique wherever runs are brought together.
 */
export function taskRunId(rootId: string, task: number): string {
  return `${rootId}-${task}`;
}

export function artifactId(rootId: string, artifact: string): string {
  return `${rootId}-a${artifact}`;
}

export function eventId(rootId: string, event: string): string {
  return `${rootId}-e${event}`;
}

/** The number behind a task run's id, or `undefined` when the id is none of this root run. */
export function taskNumber(rootId: string, id: string): number | undefined {
  if (!id.startsWith(`${rootId}-`)) return undefined;
  const digits = id.slice(rootId.length + 1);
  return /^[1-9]\d*$/.test(digits) ? Number(digits) : undefined;
}
