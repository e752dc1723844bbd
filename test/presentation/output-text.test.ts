import { expect, test } from "vitest";
import { isShown, outputText } from "../../core/presentation/output-text.ts";

test("a line says whose it is, and has no colours of a terminal", () => {
  const message = "\u001b[31mred\u001b[0m and \u001b]8;;https://x\u0007a link\u001b]8;;\u0007\nsecond line";
  expect(outputText({ level: "warn", category: "load#brisk-heron/upload", message })).toBe("[load#brisk-heron/upload] red and a link\nsecond line");
});

test("lines below the least level are left out", () => {
  const line = { level: "info", category: "load", message: "" } as const;
  expect([isShown(line, "debug"), isShown(line, "info"), isShown(line, "warn")]).toEqual([true, true, false]);
});
