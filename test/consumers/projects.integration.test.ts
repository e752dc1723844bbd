/** The packed tarball, installed as a user would, in each kind of project: typed by tsc, and a flow run. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder: string;
let tarball: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-projects-"));
  execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { stdio: "ignore" });
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const typescript = "typescript@5.9.3";
const flowText = `import { flow, task, threads } from "millrace";
import { half } from "./half";
const double = task({ retries: 1 }, async (n: number) => n * 2);
export const main = flow({ name: "Main", taskRunner: threads({ max: 1 }) }, async (count: number, label = "none") => ({ sum: (await double.submit(count)) + half(4), label }));
`;
const halfText = "export const half = (n: number): number => n / 2;\n";

interface Project {
  readonly files: Readonly<Record<string, string>>;
  readonly install: readonly (readonly string[])[];
  readonly folder?: string;
}

function tsconfig(options: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ compilerOptions: { target: "es2023", strict: true, noEmit: true, ...options }, include: ["flows"] });
}

function check(name: string, { files, install, folder: inner = "." }: Project): void {
  const project = join(folder, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  for (const [command = "", ...args] of install) execFileSync(command, args, { cwd: project, stdio: "pipe" });
  const cwd = join(project, inner);
  execFileSync(process.execPath, [join(cwd, "node_modules/typescript/bin/tsc"), "-p", "."], { cwd, stdio: "pipe" });
  const command = join(cwd, "node_modules/millrace/dist/millrace.js");
  const output = execFileSync(process.execPath, [command, "run", "flows/main.ts#main", "--param", "count=5", "--json"], { cwd, encoding: "utf8" });
  const run = JSON.parse(output) as { flowRun: { state: { name: string }; definition: string }; result: unknown; taskRuns: { callSite: string }[] };
  expect([run.flowRun.state.name, run.result, run.taskRuns[0]?.callSite]).toEqual([
    "Completed",
    { sum: 12, label: "none" },
    expect.stringMatching(/flows\/main\.ts:4:\d+$/),
  ]);
}

test("an ES module project", () => {
  check("esm", {
    files: {
      "package.json": JSON.stringify({ name: "esm", type: "module", private: true }),
      "tsconfig.json": tsconfig({ module: "nodenext", allowImportingTsExtensions: true }),
      "flows/main.ts": flowText.replace("./half", "./half.ts"),
      "flows/half.ts": halfText,
    },
    install: [["npm", "install", tarball, typescript]],
  });
});

test("a CommonJS project", () => {
  check("cjs", {
    files: {
      "package.json": JSON.stringify({ name: "cjs", private: true }),
      "tsconfig.json": tsconfig({ module: "nodenext" }),
      "flows/main.ts": flowText,
      "flows/half.ts": halfText,
    },
    install: [["npm", "install", tarball, typescript]],
  });
});

test("a project with paths in its tsconfig", () => {
  check("paths", {
    files: {
      "package.json": JSON.stringify({ name: "paths", type: "module", private: true }),
      "tsconfig.json": tsconfig({ module: "preserve", moduleResolution: "bundler", paths: { "@lib/*": ["./lib/*"] } }),
      "flows/main.ts": flowText.replace("./half", "@lib/half"),
      "lib/half.ts": halfText,
    },
    install: [["npm", "install", tarball, typescript]],
  });
});

test("a package of a pnpm monorepo", () => {
  check("pnpm", {
    files: {
      "package.json": JSON.stringify({ name: "monorepo", private: true }),
      "pnpm-workspace.yaml": "packages:\n  - packages/*\n",
      "packages/flows/package.json": JSON.stringify({
        name: "flows",
        type: "module",
        private: true,
        dependencies: { millrace: `file:${tarball}`, typescript: "5.9.3" },
      }),
      "packages/flows/tsconfig.json": tsconfig({ module: "nodenext", allowImportingTsExtensions: true }),
      "packages/flows/flows/main.ts": flowText.replace("./half", "./half.ts"),
      "packages/flows/flows/half.ts": halfText,
    },
    install: [["npx", "--yes", "pnpm@9.15.9", "install", "--no-frozen-lockfile"]],
    folder: "packages/flows",
  });
});
