/**
 * `npm test`: builds, checks types and lint, runs every test, packs and tries the package in projects of other kinds and in the real
 * VS Code, which is installed at the first time. Ends with one line, `N passed, N failed`; exit code 1 when anything failed.
 *
 * `npm test -- conformance` runs the test files alone whose path holds the word, and prints each test by its name.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const totals = { passed: 0, failed: 0 };

const checks = [
  ["types", ["npm", "run", "--silent", "types"]],
  ["lint", ["npm", "run", "--silent", "lint"]],
  ["docs are those of the code", ["npm", "run", "--silent", "docs", "--", "--check"]],
];
const words = process.argv.slice(2);

step("build", ["node", "esbuild.mjs"]);
if (words.length === 0) {
  for (const [name, command] of checks) step(name, command);
  // Without a VS Code its tests are not run, which counts as a failure: what is missing has been said by then.
  const hasEditor = step("a VS Code for the tests is here", ["node", "--import", "tsx", "scripts/vscode/install.ts"]);
  runVitest("default", hasEditor ? [] : ["--project", "fast", "--project", "slow"]);
} else {
  if (words.some((word) => word.includes("editor"))) step("a VS Code for the tests is here", ["node", "--import", "tsx", "scripts/vscode/install.ts"]);
  runVitest("verbose", words);
}
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

function step(name, [command, ...args]) {
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  console.log(`${status === 0 ? "✔" : "✖"} ${name}`);
  totals[status === 0 ? "passed" : "failed"] += 1;
  return status === 0;
}

function runVitest(reporter, choice) {
  const folder = mkdtempSync(join(tmpdir(), "millrace-test-"));
  const file = join(folder, "results.json");
  const args = ["node_modules/vitest/vitest.mjs", "run", `--reporter=${reporter}`, "--reporter=json", `--outputFile.json=${file}`, ...choice];
  spawnSync(process.execPath, args, { stdio: "inherit" });
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, "utf8"));
    // A file that cannot even be loaded has no tests to fail.
    const broken = testResults.filter((result) => result.status === "failed" && result.assertionResults.length === 0).length;
    totals.passed += numPassedTests;
    totals.failed += numFailedTests + broken;
  } catch {
    console.log("✖ the tests ended without results");
    totals.failed += 1;
  }
  rmSync(folder, { recursive: true, force: true });
}
