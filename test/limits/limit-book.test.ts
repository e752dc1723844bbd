import fc from "fast-check";
import { expect, test } from "vitest";
import { LimitBook } from "../../core/limits/limit-book.ts";
import type { SlotRequest } from "../../core/limits/slots.ts";

const names = ["a", "b", "c"];
const holder: SlotRequest["holder"] = { host: "here", bootId: "1", pid: 1, socket: null, client: "c", runId: null, runName: null, taskRunId: null, taskRunName: null };

type Act = { readonly kind: "ask"; readonly names: readonly string[]; readonly occupy: number; readonly isRate: boolean } | { readonly kind: "release"; readonly which: number } | { readonly kind: "pass"; readonly us: number };

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant("ask" as const), names: fc.subarray(names, { minLength: 1 }), occupy: fc.integer({ min: 1, max: 3 }), isRate: fc.boolean() }),
  fc.record({ kind: fc.constant("release" as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant("pass" as const), us: fc.integer({ min: 0, max: 3_000_000 }) }),
);
const limit = fc.record({ limit: fc.integer({ min: 1, max: 4 }), decayPerSecond: fc.option(fc.constantFrom(0.3, 1, 2, 7, 20, 1_000)) });

/** A book in which things have happened, and what time it is. */
function play(limits: readonly { readonly limit: number; readonly decayPerSecond: number | null }[], acts: readonly Act[]): { readonly book: LimitBook; readonly nowUs: number } {
  const book = new LimitBook();
  let nowUs = 1_000_000;
  for (const [index, each] of limits.entries()) book.set({ name: names[index] ?? "", ...each }, nowUs);
  const tokens: string[] = [];
  for (const [index, each] of acts.entries()) {
    if (each.kind === "pass") nowUs += each.us;
    book.wake(nowUs);
    if (each.kind === "ask") {
      tokens.push(`t${index}`);
      book.ask({ token: `t${index}`, names: each.names, occupy: each.occupy, mode: each.isRate ? "rate" : "hold", strict: false, holder }, nowUs);
    } else if (each.kind === "release" && tokens.length > 0) book.release(tokens[each.which % tokens.length] ?? "", nowUs);
  }
  return { book, nowUs };
}

const lives = [fc.tuple(limit, limit, limit), fc.array(act, { maxLength: 30 }), fc.nat(5_000_000)] as const;

test("whom time alone would serve is woken at a time that is told, however late one asks for it", () => {
  fc.assert(
    fc.property(...lives, (limits, acts, laterUs) => {
      const { book, nowUs } = play(limits, acts);
      const askedAtUs = nowUs + laterUs;
      if (book.wakeAtUs(askedAtUs) === null) expect(book.wake(askedAtUs + 3_600_000_000)).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test("at the time that is told somebody is served", () => {
  fc.assert(
    fc.property(...lives, (limits, acts, laterUs) => {
      const { book, nowUs } = play(limits, acts);
      const atUs = book.wakeAtUs(nowUs + laterUs);
      if (atUs === null) return;
      expect(atUs).toBeGreaterThanOrEqual(nowUs + laterUs);
      // A microsecond more: decays are no whole numbers.
      expect(book.wake(atUs + 1)).not.toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});
