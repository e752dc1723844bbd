import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { removeLeftTemporaries, temporaryFor } from "../../journal/temporary-file.ts";

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "millrace-temporary-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function deadPid(): number {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  return pid;
}

test("what a dead process of this machine was writing goes, and nothing else", () => {
  const folder = makeFolder();
  const host = encodeURIComponent(hostname());
  const dead = deadPid();
  const left = [`record.1.${host}.${dead}-0.tmp`, `other.${host}.${dead}-7.tmp`];
  const kept = [
    "record.1",
    `record.1.${host}.${dead}-0`,
    `record.1.elsewhere.${dead}-0.tmp`,
    `record.1.x${host}.${dead}-0.tmp`,
    `${host}.${dead}-0.tmp`,
    `record.1.${dead}.tmp`,
    "notes.tmp",
  ];
  for (const name of [...left, ...kept]) writeFileSync(join(folder, name), "");
  mkdirSync(join(folder, `.new-run.${host}.${dead}-0.tmp`, "results"), { recursive: true });
  writeFileSync(temporaryFor(join(folder, "mine")), "");
  removeLeftTemporaries(folder);
  expect(readdirSync(folder).sort()).toEqual([...kept, `mine.${host}.${process.pid}-0.tmp`].sort());
});

test("a folder that is not there is as good as an empty one", () => {
  expect(() => removeLeftTemporaries(join(makeFolder(), "none"))).not.toThrow();
});
