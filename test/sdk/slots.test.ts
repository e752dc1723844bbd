import fc from "fast-check";
import { expect, test } from "vitest";
import { Slots } from "../../sdk/runners/slots.ts";

test("who finds no place waits, and those who wait are served in turn", () => {
  const slots = new Slots(2);
  const served: string[] = [];
  for (const name of ["a", "b", "c", "d"]) slots.take({ onPlace: () => served.push(name) });
  expect(served).toEqual(["a", "b"]);
  expect(slots.tryTake()).toBe(false);
  slots.free();
  expect(served).toEqual(["a", "b", "c"]);
  slots.free();
  expect(served).toEqual(["a", "b", "c", "d"]);
});

test("a place that nobody waits for is free again", () => {
  const slots = new Slots(1);
  expect([slots.tryTake(), slots.tryTake()]).toEqual([true, false]);
  slots.free();
  expect(slots.tryTake()).toBe(true);
});

test("whatever is taken and given back, no more than the most are out, and nobody is passed over", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(fc.constantFrom("take", "try", "free")), (max, steps) => {
      const slots = new Slots(max);
      const served: number[] = [];
      let asked = 0;
      let out = 0;
      for (const step of steps) {
        if (step === "take") {
          const number = asked;
          asked += 1;
          slots.take({
            onPlace: () => {
              served.push(number);
              out += 1;
            },
          });
        } else if (step === "try") out += slots.tryTake() ? 1 : 0;
        else if (out > 0) {
          out -= 1;
          slots.free();
        }
        expect(out).toBeLessThanOrEqual(max);
        expect(served).toEqual(served.map((_, index) => index));
        expect(served.length < asked && out < max).toBe(false);
      }
    }),
  );
});

test("ten thousand who wait are served in turn", () => {
  const slots = new Slots(1);
  const served: number[] = [];
  for (let number = 0; number < 10_000; number += 1) slots.take({ onPlace: () => served.push(number) });
  for (let number = 1; number < 10_000; number += 1) slots.free();
  expect(served).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
});
