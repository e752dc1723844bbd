import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import { createRunDirectory, readRequest } from "../../journal/create-run.ts";
import { runDirectoryName, runPaths } from "../../journal/run-paths.ts";
import { ensureWorkspace, findWorkspace } from "../../journal/workspace.ts";
import { rootId } from "../records/legal-run.ts";
import { makeFolder } from "./folder.ts";

/** Makes the files, folders end in a slash; the workspace found from `from` is `expected`, both seen from the folder. */
function check(files: Readonly<Record<string, string>>, from: string, expected: string): void {
  const folder = makeFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name.endsWith("/") ? name : dirname(name)), { recursive: true });
    if (!name.endsWith("/")) writeFileSync(join(folder, name), text);
  }
  const root = join(folder, expected);
  expect(findWorkspace(join(folder, from), "/elsewhere", undefined)).toEqual({ root, home: join(root, ".millrace"), runs: join(root, ".millrace", "runs") });
}

test("the nearest folder with .millrace/ is the workspace, before all that is further up", () => {
  check({ "a/.millrace/": "", "a/b/c/": "", "pnpm-workspace.yaml": "", ".git/": "" }, "a/b/c", "a");
  check({ "a/.millrace/": "", "a/b/.millrace/": "", "a/b/c/": "" }, "a/b/c", "a/b");
});

test("a folder with .millrace/ further up goes before a workspace of packages nearer by", () => {
  check({ ".millrace/": "", "a/pnpm-workspace.yaml": "", "a/b/package.json": "{}" }, "a/b", "");
});

test("else the root of a workspace of packages, of either kind", () => {
  check({ "pnpm-workspace.yaml": "", "a/b/package.json": "{}", "a/.git/": "" }, "a/b", "");
  check({ "package.json": '{"workspaces":["a"]}', "a/package.json": "{}", "a/.git/": "" }, "a", "");
});

test("else the root of a git checkout, a worktree's too", () => {
  check({ ".git/": "", "a/b/package.json": "{}" }, "a/b", "");
  check({ "a/.git": "gitdir: elsewhere", "a/b/package.json": "{}" }, "a/b", "a");
});

test("else the nearest package", () => {
  check({ "package.json": "{}", "a/package.json": "{}", "a/b/": "" }, "a/b", "a");
});

test.each(["{", "null", "[]", '"workspaces"', ""])("a package that holds %o is no root of a workspace", (text) => {
  check({ "package.json": text, "a/package.json": "{}" }, "a", "a");
});

test("else the current folder", () => {
  const folder = makeFolder();
  expect(findWorkspace(join(folder, "a"), folder, undefined).root).toBe(folder);
});

test("the home folder is no workspace, whatever is in it", () => {
  const home = makeFolder();
  vi.stubEnv("HOME", home);
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const name of [".millrace", ".git"]) mkdirSync(join(home, name));
  writeFileSync(join(home, "package.json"), '{"workspaces":[]}');
  mkdirSync(join(home, "code"));
  expect(findWorkspace(join(home, "code"), join(home, "code"), undefined).root).toBe(join(home, "code"));
});

test("MILLRACE_HOME replaces the .millrace folder, seen from the current folder, and leaves the root", () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "package.json"), "{}");
  const homes = ["kept", "../kept", "/var/kept", ""].map((home) => findWorkspace(folder, join(folder, "a"), home));
  expect(homes.map(({ home }) => home)).toEqual([join(folder, "a/kept"), join(folder, "kept"), "/var/kept", join(folder, ".millrace")]);
  expect(homes.map(({ root }) => root)).toEqual([folder, folder, folder, folder]);
});

test("the folder is made closed to others and to git, and one that is there is left alone", () => {
  const folder = makeFolder();
  const workspace = findWorkspace(folder, folder, "deep/kept");
  ensureWorkspace(workspace);
  expect([workspace.home, workspace.runs].map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(["700", "700"]);
  const ignore = join(workspace.home, ".gitignore");
  expect(readFileSync(ignore, "utf8")).toBe("*\n");
  writeFileSync(ignore, "own\n");
  ensureWorkspace(workspace);
  expect(readFileSync(ignore, "utf8")).toBe("own\n");
});

test("a workspace that cannot be made says where and what to do", () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "file"), "");
  expect(() => ensureWorkspace(findWorkspace(folder, folder, "file/kept"))).toThrow(
    expect.objectContaining({ code: "MILLRACE_STORE_UNWRITABLE", message: expect.stringContaining(join(folder, "file/kept")) }),
  );
});

const createdAt = Date.UTC(2026, 0, 31, 23, 59) * 1_000;

test.each([
  ["brisk-heron", `2026-01-31-brisk-heron-${rootId}`],
  ["Orders: March / 2026", `2026-01-31-Orders-March-2026-${rootId}`],
  ["../../etc/passwd", `2026-01-31-etc-passwd-${rootId}`],
  ["", `2026-01-31-${rootId}`],
  ["..", `2026-01-31-${rootId}`],
  ["水車", `2026-01-31-${rootId}`],
  ["a\0b\nc", `2026-01-31-a-b-c-${rootId}`],
])("the directory of a run named %o is %s", (name, expected) => {
  expect(runDirectoryName(createdAt, name, rootId)).toBe(expected);
});

test("whatever a run is named, its directory is one plain name that every file system takes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
      const directory = runDirectoryName(createdAt, name, rootId);
      expect(directory).toMatch(/^2026-01-31-[A-Za-z0-9._-]*[0-9a-f]$/);
      expect(directory.length).toBeLessThanOrEqual(11 + 61 + 36);
    }),
  );
});

const request: RunRequest = {
  v: 1,
  id: rootId,
  name: "brisk-heron",
  createdAt,
  module: null,
  flow: "stars",
  flowName: "stars",
  parameters: { n: { v: 3 } },
  isParametersGiven: true,
  trigger: "command",
};

test("a run's directory is made with its request, closed to others, and once", () => {
  const folder = makeFolder();
  const workspace = findWorkspace(folder, folder, undefined);
  const directory = createRunDirectory(workspace, request);
  expect([readdirSync(workspace.runs), readdirSync(directory)]).toEqual([[`2026-01-31-brisk-heron-${rootId}`], ["request.json"]]);
  expect([directory, runPaths(directory).request].map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(["700", "600"]);
  expect(readRequest(directory)).toEqual(request);
  expect(() => createRunDirectory(workspace, request)).toThrow(expect.objectContaining({ code: "MILLRACE_STORE_UNWRITABLE" }));
});

test.each([undefined, "", "{", "null", '{"v":2,"id":"x","parameters":{}}', '{"v":1}'])("a request that holds %o is corrupt", (text) => {
  const directory = makeFolder();
  if (text !== undefined) writeFileSync(runPaths(directory).request, text);
  expect(existsSync(directory)).toBe(true);
  expect(() => readRequest(directory)).toThrow(expect.objectContaining({ code: "MILLRACE_STORE_CORRUPT", message: expect.stringContaining("request.json") }));
});
