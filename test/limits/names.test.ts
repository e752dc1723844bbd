import { expect, test } from "vitest";
import { checkLimitName } from "../../core/limits/check-limit.ts";
import { checkVariableName } from "../../core/variables/check-variable.ts";

test.for(["x\ny", "x\ty", "x\u0000", "x\u001b[31m", "x\u007fy", "x\u0085y", "x\u2028y", "x\r"])("%j is no name of a limit, nor of a variable, and is told on one line", (name) => {
  for (const check of [checkLimitName, (given: string) => checkVariableName(given)]) {
    expect(() => check(name)).toThrow(expect.objectContaining({ code: "MILLRACE_USAGE", message: expect.stringMatching(/^"x[^\n]* is no name of a (limit|variable): /) as string }));
  }
});

test.for(["tag:gpu", "GitHub API", "Zürich 🏔", "x".repeat(255)])("%j is a name of a limit", (name) => {
  expect(() => checkLimitName(name)).not.toThrow();
});

test("a name that is too long is not told whole", () => {
  for (const check of [checkLimitName, (given: string) => checkVariableName(given)]) {
    expect(() => check("x".repeat(5_000))).toThrow(expect.objectContaining({ message: expect.stringMatching(/^"x{80}…" \(5000 characters\) is no name of .{1,200}$/) as string }));
  }
});
