import { expect } from "vitest";
import { activeOf, makeHome, openSocket, openStore, startLeading, takeSlot, waitForSlot } from "../leader/workspace.ts";
import { leaderPaths } from "../../journal/leader/leader-paths.ts";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "./support.ts";

test("CO10 a holder whose leader dies, three times in a row, holds on", async () => {
  const home = makeHome();
  const leaders = [await startLeading(home)];
  const holder = openStore(home);
  await holder.limits.set({ name: "db", limit: 1, decayPerSecond: null });
  const held = await takeSlot(holder, ["db"]);
  while (leaders.length < 4) {
    leaders.at(-1)?.end();
    leaders.push(await startLeading(home));
    expect(await activeOf(openStore(home))).toEqual({ db: 1 });
  }
  held.release();
  await takeSlot(openStore(home), ["db"]);
});

test("CO10 the slots of a holder that is gone are free", async () => {
  const home = makeHome();
  const first = await startLeading(home);
  const alive = await openSocket(home);
  const holder = openStore(home, { socket: alive.path });
  await holder.limits.set({ name: "db", limit: 1, decayPerSecond: null });
  await takeSlot(holder, ["db"]);
  const { slots } = leaderPaths(home);
  const asWritten = readFileSync(slots, "utf8");
  first.end();
  holder.close();
  alive.close();
  writeFileSync(slots, asWritten);
  await startLeading(home);
  await waitForSlot(openStore(home), ["db"]).hold;
});
