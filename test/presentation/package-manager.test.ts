import { expect, test } from "vitest";
import { packageManagerOf } from "../../core/presentation/package-manager.ts";

test.each<[string[], string, string]>([
  [[], "", "npm install"],
  [["package-lock.json"], "{}", "npm install"],
  [["pnpm-lock.yaml"], "{}", "pnpm add"],
  [["yarn.lock"], "{}", "yarn add"],
  [["bun.lock"], "{}", "bun add"],
  [["package-lock.json"], '{ "packageManager": "pnpm@9.1.0" }', "pnpm add"],
  [["yarn.lock"], '{ "packageManager": "unknown@1" }', "yarn add"],
  [["yarn.lock"], '{ "packageManager": 42 }', "yarn add"],
])("%j with the package.json %s installs with %s", (files, manifest, expected) => {
  const { name, add } = packageManagerOf(files, manifest);
  expect([name, ...add].join(" ")).toBe(expected);
});
