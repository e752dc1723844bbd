import { parseByteSize } from "../../core/base/byte-size.ts";
import { parseDuration } from "../../core/base/duration.ts";
import { defaultCacheRetention, defaultRetention } from "../../core/protocol/default-retention.ts";
import type { RunRetention } from "../../core/protocol/engine-api.ts";
import { UsageError } from "../../core/protocol/errors.ts";
import { textOf, type ParsedArguments } from "../arguments.ts";
import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

const dayMs = 24 * 3_600_000;
const gigabyte = 1_000_000_000;

export const pruneCommand: Command = {
  name: "prune",
  group: "History",
  summary: "Delete old runs, and cached results that have expired",
  usage: "",
  positionals: { min: 0, max: 0 },
  options: [
    { kind: "flag", name: "dry-run", summary: "Only print what would go" },
    { kind: "text", name: "older-than", placeholder: "30d", isRepeatable: false, summary: "Runs that ended longer ago" },
    { kind: "text", name: "keep", placeholder: "n", isRepeatable: false, summary: "All but the newest so many" },
    { kind: "text", name: "max-size", placeholder: "2GB", isRepeatable: false, summary: "The oldest, until all runs together take no more" },
    jsonOption,
  ],
  examples: ["millrace prune --dry-run", "millrace prune --older-than 30d --keep 500", "millrace prune --max-size 2GB"],
  async run(invocation) {
    const { context, flags } = invocation;
    const asked = readRetention(invocation);
    const isDryRun = flags.has("dry-run");
    const engine = await context.openEngine();
    try {
      const report = await engine.prune({
        retention: asked ?? { maxRuns: defaultRetention.maxRuns, maxAgeMs: defaultRetention.maxAgeDays * dayMs, maxBytes: defaultRetention.maxSizeGb * gigabyte },
        cache: { maxAgeMs: defaultCacheRetention.maxAgeDays * dayMs, maxBytes: defaultCacheRetention.maxSizeGb * gigabyte },
        isDryRun,
      });
      if (flags.has(jsonOption.name)) {
        const { writeJson } = await import("../write-json.ts");
        const { runs, keptRuns, freedBytes, cache } = report;
        await writeJson(context.stdout, { dryRun: isDryRun, runs, keptRuns, freedBytes, cache });
        return exitCodes.completed;
      }
      const { lookFor } = await import("../view/look.ts");
      const { pruneLines } = await import("../view/prune-lines.ts");
      context.stdout.write(`${pruneLines(report, context.clock.nowUs(), lookFor(context, context.stdout)).join("\n")}\n`);
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};

/** `undefined`: no limit was given, and the defaults hold. @throws UsageError */
function readRetention(invocation: ParsedArguments): RunRetention | undefined {
  const olderThan = textOf(invocation, "older-than");
  const keep = textOf(invocation, "keep");
  const maxSize = textOf(invocation, "max-size");
  if (olderThan === undefined && keep === undefined && maxSize === undefined) return undefined;
  return {
    maxAgeMs: olderThan === undefined ? null : orRefuse(parseDuration(olderThan), "older-than", 'an age with its unit, such as "12h" or "30d"', olderThan),
    maxRuns: keep === undefined ? null : orRefuse(/^\d{1,9}$/.test(keep) ? Number(keep) : undefined, "keep", "a whole number from 0", keep),
    maxBytes: maxSize === undefined ? null : orRefuse(/^[\d.\s]*$/.test(maxSize) ? undefined : parseByteSize(maxSize), "max-size", 'a size with its unit, such as "500MB" or "2GB"', maxSize),
  };
}

function orRefuse(value: number | undefined, option: string, forms: string, given: string): number {
  if (value === undefined) throw new UsageError(`--${option} needs ${forms}, got "${given}".`);
  return value;
}
