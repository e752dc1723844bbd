import { expect, test } from "vitest";
import { packageManagerOf } from "../../core/presentation/package-manager.ts";

test.each<[string[], unknown, string]>([
  [[], undefined, "npm install"],
  [["package-lock.json"], undefined, "npm install"],
  [["pnpm-lock.yaml"], undefined, "pnpm add"],
  [["yarn.lock"], undefined, "yarn add"],
  [["bun.lock"], undefined, "bun add"],
  [["package-lock.json"], "pnpm@9.1.0", "pnpm add"],
  [["yarn.lock"], "unknown@1", "yarn add"],
  [["yarn.lock"], 42, "yarn add"],
])("%j with packageManager %j installs with %s", (files, field, expected) => {
  const { name, add } = packageManagerOf(files, field);
  expect([name, ...add].join(" ")).toBe(expected);
});
