import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { protocolVersion } from "../../../core/protocol/editor-api.ts";
import { NodeFinder } from "../../../engine/server/find-node.ts";
import { findSdk } from "../../../engine/server/find-sdk.ts";
import { runEnvironment } from "../../../engine/server/run-environment.ts";

function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "millrace-programs-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function writePackage(folder: string, manifest: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
}

test("the nearest millrace upwards is found where it really is; another package of that folder name is none", () => {
  const folder = makeFolder();
  const flows = join(folder, "packages", "a", "flows");
  mkdirSync(flows, { recursive: true });
  expect(findSdk(flows)).toEqual({ kind: "missing" });
  const store = join(folder, "store", "millrace");
  writePackage(store, { name: "millrace", version: "1.2.3", millrace: { protocol: protocolVersion } });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(store, join(folder, "node_modules", "millrace"), "junction");
  expect(findSdk(flows)).toEqual({ kind: "found", version: "1.2.3", directory: store });
  writePackage(join(folder, "packages", "a", "node_modules", "millrace"), { name: "millrace", version: "0.0.1" });
  expect(findSdk(flows)).toMatchObject({ kind: "mismatch", version: "0.0.1", protocol: 0 });
  writePackage(join(folder, "packages", "a", "node_modules", "millrace"), { name: "other" });
  expect(findSdk(flows).kind).toBe("found");
  // Inside of the package itself, as in its own examples.
  expect(findSdk(join(store, "examples"))).toMatchObject({ kind: "found", directory: store });
});

test.skipIf(process.platform === "win32")("node is found on PATH or by its setting, and asked for its version once", async () => {
  const folder = makeFolder();
  const script = (name: string, version: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\necho x >> ${join(folder, "asked")}\necho v${version}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const path = script("node", "20.19.0");
  const finder = new NodeFinder();
  expect(await finder.find(null, folder, { PATH: folder })).toEqual({ kind: "found", path, version: "20.19.0" });
  expect(await finder.find(path, "/", {})).toEqual({ kind: "found", path, version: "20.19.0" });
  const { readFileSync } = await import("node:fs");
  expect(readFileSync(join(folder, "asked"), "utf8")).toBe("x\n");
  expect(await finder.find("./old", folder, {})).toEqual({ kind: "missing", path: "./old" });
  script("old", "20.18.9");
  expect(await finder.find("./old", folder, {})).toEqual({ kind: "tooOld", path: join(folder, "old"), version: "20.18.9", least: "20.19" });
  expect(await finder.find(null, folder, { PATH: "" })).toEqual({ kind: "missing", path: "node" });
});

test("settings win over the env file, and that over the editor's surroundings, of which its own variables are left out", () => {
  const folder = makeFolder();
  writeFileSync(join(folder, ".env"), 'A=file\nB="of the file"\n# comment\n');
  const surroundings = { A: "outer", B: "outer", C: "outer", ELECTRON_RUN_AS_NODE: "1", VSCODE_PID: "7", PATH: "/bin" };
  expect(runEnvironment(surroundings, folder, { env: { A: "setting" }, envFile: ".env" })).toEqual({ A: "setting", B: "of the file", C: "outer", PATH: "/bin" });
  expect(() => runEnvironment({}, folder, { env: {}, envFile: "none" })).toThrow(/none cannot be read/);
});
