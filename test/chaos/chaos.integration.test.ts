/** The short form of `npm run chaos`, with a seed of its own: what is found with others is replayed by hand. */
import { expect, test } from "vitest";
import { play } from "./play.ts";

test("whatever is killed, nothing is lost, repeated or left behind", { timeout: 300_000 }, async () => {
  const { failures, tally } = await play({ seed: "1", ms: 30_000, lanes: 2, episodes: 3 });
  expect(failures.map(({ seed, step, directory, violation }) => `${seed}, step ${step}, ${directory}: ${violation.message}`)).toEqual([]);
  expect(tally.killCount).toBeGreaterThan(5);
});
