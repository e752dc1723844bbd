import fc from "fast-check";
import { expect, test } from "vitest";
import { randomName } from "../../core/base/randomness.ts";

test("whatever chance says, a name is two plain words", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (fraction) => {
      expect(randomName({ fraction: () => fraction, uuid: () => "" })).toMatch(/^[a-z]+-[a-z]+$/);
    }),
  );
});

test("the first and the last word of each list come up", () => {
  const names = [0, 1 - 2 ** -53].map((fraction) => randomName({ fraction: () => fraction, uuid: () => "" }));
  expect(names).toEqual(["able-adder", "zesty-zebra"]);
});
