/** Rules of the repository that neither the compiler nor the linter knows. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { flowPolicyEntries, taskPolicyEntries } from "../core/rules/policies.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" })
  .split("\0")
  .filter((path) => path !== "" && existsSync(join(root, path)));

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

const rooms = ["core", "journal", "sdk", "testing", "engine", "cli", "extension", "webview"];
const sources = files.filter((path) => path.endsWith(".ts") && rooms.some((room) => path.startsWith(`${room}/`)));
const tests = files.filter((path) => path.startsWith("test/") && path.endsWith(".ts"));

/** Code without its comments, as far as that can be told without a parser. */
function codeOf(path: string): string {
  return read(path)
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|\s)\/\/.*$/gm, "");
}

function filesWith(pattern: RegExp, among: readonly string[]): string[] {
  return among.filter((path) => pattern.test(codeOf(path)));
}

test("each rule's file stands in the policies that it applies to, once, and has a test", () => {
  const ruleFiles = files.filter((path) => path.startsWith("core/rules/") && /: Rule = \{/.test(read(path)));
  const names = ruleFiles.map((path) => basename(path, ".ts"));
  const entries = [...flowPolicyEntries, ...taskPolicyEntries];
  expect([...new Set(entries.map(({ rule }) => rule.name))].sort()).toEqual(names.sort());
  for (const { rule } of entries) expect(entries.filter((entry) => entry.rule.name === rule.name), rule.name).toHaveLength(rule.appliesTo.length);
  expect(names.filter((name) => !files.includes(`test/rules/${name}.test.ts`))).toEqual([]);
});

test("SQL stands in engine/store alone", () => {
  const sql = /\b(?:CREATE (?:TABLE|INDEX|VIEW)|INSERT INTO|DELETE FROM|SELECT\b[^;]{0,300}?\bFROM)\b/;
  const found = filesWith(sql, sources);
  expect(found).not.toEqual([]);
  expect(found.filter((path) => !path.startsWith("engine/store/"))).toEqual([]);
});

/** Where time, chance and the environment come in, and why there. Everything else gets them handed in. */
const edges: Readonly<Record<string, string>> = {
  "journal/machine.ts": "a machine without a boot id is told by the minute of its start",
  "sdk/process/system-clock.ts": "is the clock of runners and scripts",
  "sdk/process/system-randomness.ts": "is the chance of runners and scripts",
  "sdk/process/environment.ts": "reads the variables of a runner or script",
  "sdk/process/run-server.ts": "spaces out the doorbell of a process; no run depends on it",
  "sdk/runner/linger.ts": "ends a process that will not end by itself",
  "sdk/worker/watch-owner.ts": "looks from a thread of its own whether the owner of a worker is there",
  "extension/timers.ts": "is the clock and the timers of the editor's half",
  "engine/server/system-clock.ts": "is the clock of the editor's engine",
  "engine/server/main.ts": "is the edge of the editor's engine",
  "engine/discovery/live/worker.ts": "is the edge of the thread that reads sources, and its clock",
  "testing/idle.ts": "waits for real input and output while the clock of the test stands still",
  "cli/main.ts": "is the command's edge",
  "webview/timers.ts": "is where time comes into the views",
  "cli/open-engine.ts": "gives the engine its chance",
};

test("time, chance and the environment come in at the edges alone", () => {
  const outside = /\b(?:Date\.now|Math\.random|set(?:Timeout|Interval)\(|performance\.now|process\.env|new Date\(\))/;
  expect(filesWith(outside, sources).sort()).toEqual(Object.keys(edges).sort());
});

test("the editor's API is imported in one file, and everything else takes it from there", () => {
  expect(sources.filter((path) => /from "vscode"/.test(read(path)))).toEqual(["extension/vscode.ts"]);
});

interface Contributions {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

test("the editor's half is wiring: 1,500 lines at most", () => {
  const lines = sources.filter((path) => path.startsWith("extension/")).map((path) => read(path).split("\n").length - 1);
  expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(1_500);
});

test("commands and settings of the editor are those of package.json, and the other way round", () => {
  const { contributes } = JSON.parse(read("package.json")) as Contributions;
  const commands = files.filter((path) => path.startsWith("extension/commands/")).flatMap((path) => idsIn(path, /(?:id: |on(?:Flow|Run|Folder)\()"(millrace\.\w+)"/g));
  expect(commands.sort()).toEqual(contributes.commands.map(({ command }) => command).sort());
  const settings = idsIn("core/presentation/settings.ts", /\bget(?:<[^(]+>)?\("([\w.]+)"/g).map((id) => `millrace.${id}`);
  expect([...new Set(settings)].sort()).toEqual(Object.keys(contributes.configuration.properties).sort());
});

test("what package.json says to users has its text in package.nls.json", () => {
  const keys = Object.keys(JSON.parse(read("package.nls.json")) as object);
  const used = new Set(idsIn("package.json", /"%([\w.]+)%"/g));
  expect([...used].filter((key) => !keys.includes(key))).toEqual([]);
  expect(keys.filter((key) => !used.has(key))).toEqual([]);
});

test("each command and each setting of the editor is in docs/editor.md", () => {
  const document = read("docs/editor.md");
  const texts = JSON.parse(read("package.nls.json")) as Readonly<Record<string, string>>;
  const titles = idsIn("package.json", /"title": "%(command\.\w+)%"/g).map((key) => `| **${texts[key]}** |`);
  const settings = idsIn("core/presentation/settings.ts", /\bget(?:<[^(]+>)?\("([\w.]+)"/g).map((id) => `| \`millrace.${id}\` |`);
  expect([...titles, ...settings].filter((row) => !document.includes(row))).toEqual([]);
});

function idsIn(path: string, pattern: RegExp): string[] {
  return Array.from(read(path).matchAll(pattern), ([, id = ""]) => id);
}

test("no file of a room has more than 300 lines", () => {
  expect(sources.filter((path) => read(path).split("\n").length > 301)).toEqual([]);
});

test("exports are named", () => {
  expect(filesWith(/^export (?:default\b|\*)/m, sources)).toEqual([]);
});

test("what is to do has an issue", () => {
  const open = /(?:\/\/|\/\*|^\s*\*).*\b(?:TODO(?!\(#\d+\))|FIXME|XXX)\b/m;
  const own = [...sources, ...tests].filter((path) => path !== "test/examples/readers.test.ts" && path !== "test/tidy.test.ts");
  expect(own.filter((path) => open.test(read(path)))).toEqual([]);
});

test("no test is left out, put off or run alone", () => {
  expect(filesWith(/\b(?:test|it|describe)(?:\.\w+)*\.(?:only|skip|todo|fails)\b/, tests)).toEqual([]);
});

test("imports of our own files say .ts", () => {
  const imports = /^(?:import\b|export\b|\}|.*\bawait import\()[^"\n]*"(\.{1,2}\/[^"]+)"/gm;
  // In a test only what stands above the first empty line: below it other projects' files are written down.
  const heads = [
    ...sources.map((path) => [path, codeOf(path)] as const),
    ...tests.map((path) => [path, codeOf(path).trimStart().split("\n\n")[0] ?? ""] as const),
  ];
  const targets = heads.flatMap(([path, text]) => Array.from(text.matchAll(imports), ([, target = ""]) => `${path}: ${target}`));
  expect(targets.length).toBeGreaterThan(sources.length);
  expect(targets.filter((entry) => !entry.endsWith(".ts"))).toEqual([]);
});

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

test("packages are pinned, and the only one that is installed with ours is tsx", () => {
  const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Manifest;
  expect(Object.keys(dependencies)).toEqual(["tsx"]);
  const versions = Object.entries({ ...dependencies, ...devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual([]);
});

test("the changelog begins with this version, or with what is not released yet", () => {
  const { version } = JSON.parse(read("package.json")) as Manifest;
  const heading = /^## \[?([^\]\s]+)/m.exec(read("CHANGELOG.md"))?.[1];
  expect(["Unreleased", version]).toContain(heading);
});

test("each command and each of its options is in docs/command.md", () => {
  const document = read("docs/command.md");
  const commands = files.filter((path) => path.startsWith("cli/commands/")).map((path) => codeOf(path));
  const names = commands.map((text) => /\bname: "([^"]+)",\s*group:/.exec(text)?.[1]);
  expect(names.filter((name) => name === undefined || !document.includes(`\`${name}`))).toEqual([]);
  const options = commands.flatMap((text) => Array.from(text.matchAll(/kind: "(?:flag|text)",\s*name: "([^"]+)"/g), ([, name = ""]) => `--${name}`));
  expect(options.length).toBeGreaterThan(5);
  expect(options.filter((option) => !document.includes(option))).toEqual([]);
});

test.each([".npmignore", ".vscodeignore"])("%s names what is packed, and leaves out the rest", (path) => {
  const [first = "", ...rest] = read(path).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  expect(["/*", "**", "*"]).toContain(first);
  // Besides what is let in, only a folder that is let in may be closed again, to let in parts of it.
  const closedAgain = rest.filter((line) => !line.startsWith("!"));
  expect(closedAgain.filter((line) => !rest.includes(`!${line.replace(/\*$/, "")}`))).toEqual([]);
});

/** What is not text: none so far but images. */
const texts = files.filter((path) => !/\.(?:png|ico|wasm|vsix|tgz|woff2?)$/.test(path));

test("text files end with a newline and have no carriage returns", () => {
  // Stored runs are as earlier versions wrote them.
  const wrong = texts.filter((path) => !/^test\/fixtures\/history\/v\d+\//.test(path)).filter((path) => {
    const text = read(path);
    return text !== "" && (!text.endsWith("\n") || text.includes("\r\n"));
  });
  expect(wrong).toEqual([]);
});

test("no file knows the machine that it was written on", () => {
  const machine = new RegExp(`(?<![\\w.}-])/(?:${["home", "root", "work", "Users"].join("|")})/\\w`);
  expect(texts.filter((path) => machine.test(read(path)))).toEqual([]);
});
