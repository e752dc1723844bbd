/** The user's settings. Their ids are those of package.json, without `millrace.`; a test compares them. */
import { defaultCacheRetention, defaultRetention } from "../protocol/default-retention.ts";
import type { EngineSettings, OutputLine } from "../protocol/editor-api.ts";

/** Reads a setting; the default is for a value that is not there at all. */
export type GetSetting = <Value>(id: string, fallback: Value) => Value;

export type RevealOnRun = "never" | "firstRun" | "onFailure" | "always";

export interface LensSettings {
  readonly run: boolean;
  readonly debug: boolean;
  readonly lastRun: boolean;
}

export function readEngineSettings(get: GetSetting, isTrusted: boolean): EngineSettings {
  return {
    isTrusted,
    nodePath: textOrNull(get("nodePath", "")),
    nodeArgs: get<readonly string[]>("nodeArgs", []),
    env: { ...cacheVariable(get("cache", "on")), ...get<Readonly<Record<string, string>>>("env", {}) },
    envFile: textOrNull(get("envFile", "")),
    cwd: textOrNull(get("cwd", "")),
    cancelGraceMs: get("cancelGrace", 10) * 1_000,
    onWindowClose: get<EngineSettings["onWindowClose"]>("onWindowClose", "finish"),
    retention: {
      maxRuns: get("retention.maxRuns", defaultRetention.maxRuns),
      maxAgeDays: get("retention.maxAgeDays", defaultRetention.maxAgeDays),
      maxSizeGb: get("retention.maxSizeGb", defaultRetention.maxSizeGb),
    },
    cacheRetention: {
      maxAgeDays: get("cacheRetention.maxAgeDays", defaultCacheRetention.maxAgeDays),
      maxSizeGb: get("cacheRetention.maxSizeGb", defaultCacheRetention.maxSizeGb),
    },
    exclude: get<readonly string[]>("exclude", []),
  };
}

export function readLensSettings(get: GetSetting): LensSettings {
  const isOn = get("codeLens.enabled", true);
  return { run: isOn && get("codeLens.run", true), debug: isOn && get("codeLens.debug", true), lastRun: isOn && get("codeLens.lastRun", true) };
}

export function savesBeforeRun(get: GetSetting): boolean {
  return get("saveBeforeRun", true);
}

export function revealOnRun(get: GetSetting): RevealOnRun {
  return get<RevealOnRun>("revealOnRun", "firstRun");
}

/** How long a run may take before its failure is told in a focused window, in milliseconds; `undefined`: never tell. */
export function notifyAfterMs(get: GetSetting): number | undefined {
  return get("notifications.enabled", true) ? get("notifications.afterSeconds", 30) * 1_000 : undefined;
}

export function leastLogLevel(get: GetSetting): OutputLine["level"] {
  return get<OutputLine["level"]>("logLevel", "debug");
}

/** `on` leaves it to the surroundings. */
function cacheVariable(mode: "on" | "off" | "refresh"): Readonly<Record<string, string>> {
  return mode === "on" ? {} : { MILLRACE_CACHE: mode };
}

function textOrNull(text: string): string | null {
  return text.trim() === "" ? null : text;
}
