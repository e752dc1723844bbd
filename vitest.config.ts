import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

/** Tests that start processes, or read a whole repository. */
const slow = ["test/**/*.integration.test.ts", "test/conformance/processes.test.ts", "test/examples/**/*.test.ts", "test/engine/real-runner.test.ts"];
/** Tests in the real VS Code. */
const editor = ["test/editor/**/*.test.ts"];

const common = {
  pool: "forks" as const,
  execArgv: ["--enable-source-maps"],
  testTimeout: 30_000,
};

export default defineConfig({
  define: { MILLRACE_VERSION: JSON.stringify(version), MILLRACE_PARSER: JSON.stringify("acorn") },
  test: {
    // Many tests wait for processes of theirs, so that even on two processors two files at a time take little longer than one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { extends: true, test: { ...common, name: "fast", include: ["test/**/*.test.ts"], exclude: [...slow, ...editor] } },
      { extends: true, test: { ...common, name: "slow", include: slow, testTimeout: 120_000 } },
      {
        extends: true,
        test: {
          ...common,
          name: "editor",
          include: editor,
          globalSetup: "test/editor/support/prepare.ts",
          // A server, a browser and an extension host are enough for one machine; its own group, so that nothing else runs beside them.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // What is waited for comes when it comes: the machine may be busy.
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
