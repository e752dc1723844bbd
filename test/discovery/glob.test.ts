import { expect, test } from "vitest";
import { createGlobs } from "../../engine/discovery/glob.ts";

test.each([
  ["dist", ["dist", "dist/a.ts"], ["src/dist", "dists"]],
  ["**/dist", ["dist/a.ts", "src/dist/a.ts"], ["src/dist.ts"]],
  ["src/*.gen.ts", ["src/a.gen.ts"], ["src/b/a.gen.ts", "src/agen.ts"]],
  ["packages/{a,b}/out/**", ["packages/a/out/x.ts", "packages/b/out"], ["packages/c/out/x.ts"]],
  ["./old/", ["old/a.ts"], ["older/a.ts"]],
  ["a?.ts", ["ab.ts"], ["a.ts", "a/.ts"]],
  ["w[1].ts", ["w[1].ts"], ["w1.ts"]],
])("%s means %j and not %j", (glob, meant, others) => {
  const isMeant = createGlobs([glob]);
  expect([...meant, ...others].filter(isMeant)).toEqual(meant);
});

test("without globs nothing is meant", () => {
  expect(createGlobs([])("a.ts")).toBe(false);
});
