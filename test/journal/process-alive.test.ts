import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { isProcessAlive } from "../../journal/process-alive.ts";

test("this process lives, one that has ended does not, and none has the number 0", () => {
  expect([process.pid, spawnSync(process.execPath, ["--version"]).pid, 0].map(isProcessAlive)).toEqual([true, false, false]);
});

if (process.platform === "linux") {
  test("a process that has ended is dead, though its parent never asks how", async () => {
    // A shell starts a child and becomes a program that does not know of it.
    const parent = spawn("sh", ["-c", "sleep 0.2 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void parent.kill());
    const [pid] = (await once(parent.stdout, "data")) as [Buffer];
    await expect.poll(() => isProcessAlive(Number(String(pid)))).toBe(false);
    expect(() => process.kill(Number(String(pid)), 0)).not.toThrow();
    expect(isProcessAlive(parent.pid ?? 0)).toBe(true);
  });
}
