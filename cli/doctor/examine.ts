import type { Context } from "../context.ts";
import { toLine, type Look } from "../view/look.ts";
import type { CheckResult, Finding } from "./check.ts";
import { checks } from "./checks.ts";

/** Makes every check; one that breaks is a finding too. */
export async function examine(context: Context): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) {
    const result = await Promise.resolve()
      .then(() => check.run(context))
      .catch((error: unknown): CheckResult => ({ ok: false, detail: String(error), mend: "Please report this." }));
    findings.push({ name: check.name, ...result });
  }
  return findings;
}

export function doctorLines(findings: readonly Finding[], look: Look): readonly string[] {
  const wide = { ...look, columns: Infinity };
  const width = Math.max(...findings.map(({ name }) => name.length));
  const failed = findings.filter(({ ok }) => !ok).length;
  const lines = findings.flatMap((finding) => {
    const icon = finding.ok ? ({ text: look.icons.completed, paint: "green" } as const) : ({ text: look.icons.failed, paint: "red" } as const);
    const line = toLine(wide, [icon, ` ${finding.name.padEnd(width)}  `, finding.ok ? { text: finding.detail, paint: "dim" } : finding.detail]);
    return finding.ok ? [line] : [line, toLine(wide, [" ".repeat(width + 4), { text: finding.mend, paint: "yellow" }])];
  });
  const verdict = failed === 0 ? "All is well." : `${failed} of ${findings.length} ${failed === 1 ? "needs" : "need"} mending.`;
  return [...lines, "", verdict];
}
