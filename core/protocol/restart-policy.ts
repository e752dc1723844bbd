/** When an engine that died is started again: later each time, and not for ever. */
const delaysMs = [200, 1_000, 4_000, 10_000];
const windowMs = 180_000;

/**
 * How long to wait before the next start, in milliseconds; `undefined` when it has died too often.
 *
 * @param deaths points in time, in milliseconds, the present one last
 */
export function restartDelay(deaths: readonly number[]): number | undefined {
  const last = deaths.at(-1) ?? 0;
  return delaysMs[deaths.filter((at) => at > last - windowMs).length - 1];
}
