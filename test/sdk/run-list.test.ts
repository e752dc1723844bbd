import fc from "fast-check";
import { expect, test } from "vitest";
import { RunList, type Listed } from "../../sdk/run/run-list.ts";

test("whatever comes and goes, in any order, the list holds what a set would", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(9))), (steps) => {
      const runs = Array.from({ length: 10 }, (): Listed => ({ slot: -1 }));
      const list = new RunList();
      const expected = new Set<Listed>();
      for (const [isAdded, index] of steps) {
        const run = runs[index] ?? expect.fail();
        if (!isAdded) {
          list.delete(run);
          expected.delete(run);
        } else if (!expected.has(run)) {
          list.add(run);
          expected.add(run);
        }
        expect([list.size, new Set(list.toArray())]).toEqual([expected.size, expected]);
        for (const each of runs) expect(each.slot === -1).toBe(!expected.has(each));
      }
    }),
  );
});

test("a run of another list is not taken out of this one", () => {
  const [here, there] = [new RunList(), new RunList()];
  const [a, b] = [{ slot: -1 }, { slot: -1 }];
  here.add(a);
  there.add(b);
  here.delete(b);
  expect([here.toArray(), there.toArray()]).toEqual([[a], [b]]);
});

test("runs may end while the list is walked through", () => {
  const list = new RunList();
  for (let index = 0; index < 5; index += 1) list.add({ slot: -1 });
  for (const run of list.toArray()) list.delete(run);
  expect(list.size).toBe(0);
});
