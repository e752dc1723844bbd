import { expect, test } from "vitest";
import { withLock } from "../../scripts/vscode/lock.ts";

const silent = (): void => undefined;

test.runIf(process.platform === "linux")("whoever comes second waits until the first is done, and says so", async () => {
  const events: string[] = [];
  let tell = silent;
  const told = new Promise<void>((resolve) => (tell = resolve));
  const first = withLock("test: second", silent, async () => {
    await told;
    events.push("first");
  });
  const second = withLock("test: second", () => tell(), async () => void events.push("second"));
  await Promise.all([first, second]);
  expect(events).toEqual(["first", "second"]);
});

test.runIf(process.platform === "linux")("a lock is released when its holder fails", async () => {
  await expect(withLock("test: fails", silent, () => Promise.reject(new Error("no space")))).rejects.toThrow("no space");
  expect(await withLock("test: fails", silent, async () => "free")).toBe("free");
});
