import { expect, test } from "vitest";
import type { KeyedRecord } from "../../../journal/keyed/keyed-record.ts";
import type { CallKey } from "../../../sdk/cache/call-key.ts";
import type { KeyParts } from "../../../sdk/cache/policy.ts";
import { hashParts, whyAnswered, whyMissed } from "../../../sdk/cache/why.ts";

const origin = { taskRunId: "r-1", taskRun: "count-0", runId: "r", run: "brisk-heron" };

function policyKey(parts: KeyParts): CallKey {
  return { kind: "policy", text: "hash", parts };
}

function kept(parts: KeyParts | null, key = "hash"): KeyedRecord {
  return { key, stored: undefined, at: 0, expiresAt: null, origin, parts: hashParts(parts) };
}

test.for([
  [{ source: "1" }, "Cached: its source equals that of count-0 of this run, 0ms ago."],
  [{ run: "1" }, "Cached: its run equals that of count-0 of this run, 0ms ago."],
  [{ "input x": "1" }, "Cached: its inputs equal those of count-0 of this run, 0ms ago."],
  [{ "flow parameter x": "1" }, "Cached: its flow parameters equal those of count-0 of this run, 0ms ago."],
  [{ source: "1", run: "1" }, "Cached: its source and run equal those of count-0 of this run, 0ms ago."],
] satisfies [KeyParts, string][])("what equals what: %j", ([parts, why]) => {
  expect(whyAnswered(policyKey(parts), kept(parts), 0, "r")).toBe(why);
});

test("a miss says whether something was kept before", () => {
  const key = policyKey({ "input x": "1" });
  expect([whyMissed(key, null, "r"), whyMissed(key, kept({ "input x": "1" }), "r"), whyMissed(key, kept({ "input x": "2" }), "r")]).toEqual([
    "nothing has been kept under its key yet",
    "what count-0 of this run kept under its key is gone",
    "input x changed since count-0 of this run",
  ]);
});

test("a long key is shortened, a short one is not", () => {
  const [short, long] = ["k".repeat(100), "k".repeat(8_000)].map((text): CallKey => ({ kind: "function", text, parts: null }));
  expect.assert(short !== undefined && long !== undefined);
  expect(whyMissed(short, null, "r")).toBe(`nothing is kept under its key "${"k".repeat(100)}"`);
  expect(whyMissed(long, null, "r")).toBe(`nothing is kept under its key "${"k".repeat(100)}…" (8000 characters)`);
  expect(whyAnswered(long, kept(null), 0, "r")).toBe(`Cached: a result was kept under its key "${"k".repeat(100)}…" (8000 characters) by count-0 of this run, 0ms ago.`);
});
