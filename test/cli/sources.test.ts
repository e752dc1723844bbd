import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Context } from "../../cli/context.ts";
import { sourcesOf } from "../../cli/progress/print-ending.ts";

test("a source that was changed after the run ended is not shown around its error", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-sources-"));
  const file = join(folder, "flow.ts");
  writeFileSync(file, "now");
  utimesSync(file, new Date("2026-01-02T00:00:00Z"), new Date("2026-01-02T00:00:00Z"));
  const context = { cwd: folder } as Context;
  const read = (asOf: string | null): string | undefined => sourcesOf(context, asOf).read(file);
  expect([read(null), read("2026-01-01T00:00:00.000000Z"), read("2026-01-03T00:00:00.000000Z")]).toEqual(["now", undefined, "now"]);
  rmSync(folder, { recursive: true });
});
