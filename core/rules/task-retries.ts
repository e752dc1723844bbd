import type { RulePorts, TaskRunFacts } from "./rule.ts";

/** Whether a failure now would be followed by another attempt, if the user's `retryIf` has nothing against it. */
export function hasRetriesLeft(facts: Pick<TaskRunFacts, "runCount" | "retries">): boolean {
  return facts.runCount <= facts.retries;
}

/** The delay before the next attempt without jitter: one per retry, the last repeats; 0 where there is none. */
export function meanRetryDelayMs(facts: Pick<TaskRunFacts, "runCount" | "retryDelaysMs">): number {
  const delays = facts.retryDelaysMs;
  return delays[Math.max(0, Math.min(facts.runCount, delays.length) - 1)] ?? 0;
}

/** The delay before the next attempt, jitter included. Draws anew each time that it is asked. */
export function retryDelayMs(
  facts: Pick<TaskRunFacts, "runCount" | "retryDelaysMs" | "retryJitter">,
  ports: Pick<RulePorts, "fraction">,
): number {
  const meanMs = meanRetryDelayMs(facts);
  if (meanMs === 0 || facts.retryJitter === 0) return meanMs;
  return jitter(meanMs, facts.retryJitter, ports.fraction());
}

/**
 * Maps a fraction in [0, 1) to a delay between max(0, d(1−f)) and d(1+f) whose mean is d, for any factor f > 0: the
 * greater the fraction, the greater the delay.
 *
 * A point below the mean has b = min(1, f) times d to go, one above it f times d. With probability p = f / (f + b) the
 * delay is uniform on [d(1−b), d], else uniform on [d, d(1+f)]. The first piece lies db/2 below d on average, the second
 * df/2 above it, and p·b/2 = (1−p)·f/2, so the mean is d. Up to f = 1 both pieces are equally dense: the plain uniform
 * distribution. Beyond, the lower end stays at 0 and the long upper piece becomes rarer (f = 9: one delay in ten).
 *
 * Prefect clamps an exponential distribution instead (`src/prefect/utilities/math.py`, `clamped_poisson_interval`),
 * whose bounds are other than those documented here.
 */
function jitter(meanMs: number, factor: number, fraction: number): number {
  const below = Math.min(1, factor);
  const share = factor / (factor + below);
  return fraction < share
    ? meanMs * (1 - below * (1 - fraction / share))
    : meanMs * (1 + (factor * (fraction - share)) / (1 - share));
}
