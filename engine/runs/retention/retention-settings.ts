import type { EngineSettings } from "../../../core/protocol/editor-api.ts";
import type { CacheRetention, RunRetention } from "../../../core/protocol/engine-api.ts";

const dayMs = 24 * 3_600_000;
const gigabyte = 1_000_000_000;

/** The editor's settings, in which 0 is no limit. */
export function toRunRetention({ maxRuns, ...rest }: EngineSettings["retention"]): RunRetention {
  return { maxRuns: maxRuns > 0 ? maxRuns : null, ...toCacheRetention(rest) };
}

export function toCacheRetention({ maxAgeDays, maxSizeGb }: EngineSettings["cacheRetention"]): CacheRetention {
  return { maxAgeMs: maxAgeDays > 0 ? maxAgeDays * dayMs : null, maxBytes: maxSizeGb > 0 ? maxSizeGb * gigabyte : null };
}
