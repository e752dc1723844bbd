import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

export default defineConfig({
  define: { MILLRACE_VERSION: JSON.stringify(version) },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    execArgv: ["--enable-source-maps"],
    testTimeout: 30_000,
  },
});
