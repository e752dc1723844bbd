import { expect, test } from "vitest";

import { parseParameterFlags } from "../../engine/parameters/parameter-flags.ts";

function check(input: readonly string[], expected: Record<string, unknown> | { message: unknown; hint: string }): void {
  const parsed = parseParameterFlags(input);
  expect(parsed.ok ? parsed.values : { message: parsed.problem.message, hint: parsed.problem.hint }).toEqual(expected);
}

test("values are JSON", () =>
  check(['a=["x"]', "b=-1.5", "c=true", "d=null", 'e={"k":"v=w"}', 'f="42"'], { a: ["x"], b: -1.5, c: true, d: null, e: { k: "v=w" }, f: "42" }));

test("what is not JSON is text", () => check(["a=hello", "b=a=b", "c=", "d=2026-01-31", "e=C:\\x"], { a: "hello", b: "a=b", c: "", d: "2026-01-31", e: "C:\\x" }));

test("a number that would be spelled differently is text", () =>
  check(["a=1.10", "b=1e5", "c=12e4567", "d=12345678901234567890", "e=[1.10]", "f= 7 "], {
    a: "1.10", b: "1e5", c: "12e4567", d: "12345678901234567890", e: [1.1], f: 7,
  }));

test.each([
  ["[1, 12345678901234567891]", "12345678901234567891, which would become 12345678901234567000"],
  ['{"12e999": 1, "b": [-1e999]}', "-1e999, which would become -Infinity"],
])("in %s a number that would change is a problem", (text, found) =>
  check([`a=${text}`], { message: `The parameter a contains the number ${found}: put it in double quotes to keep it as text.`, hint: expect.stringContaining("Mend the JSON") as string }));

test("a number in text that is quoted, and one that only reads shorter, are as they are", () =>
  check(['a=["\\"1e999 12345678901234567891", 1.10, 9007199254740992]'], { a: ['"1e999 12345678901234567891', 1.1, 9007199254740992] }));

test("the later of two values holds", () => check(["a=1", "a=2"], { a: 2 }));

test("broken JSON names the parameter, the place and the mend", () =>
  check(['repos=["a" "b"]'], {
    message: expect.stringMatching(/^The parameter repos is not valid JSON at character 6, before "b"\]: .+\.$/),
    hint: `Mend the JSON and put quotes of the shell around it all, for example --param 'repos=["a", "b"]'.`,
  }));

test("JSON that ends too early says so", () =>
  check(["repos=[1, 2"], {
    message: expect.stringMatching(/^The parameter repos is not valid JSON at its end, after \[1, 2: .+\.$/),
    hint: `Mend the JSON and put quotes of the shell around it all, for example --param 'repos=["a", "b"]'.`,
  }));

test("a flag without a value or a name is a problem", () => {
  check(["repos"], { message: 'The parameter "repos" has no value.', hint: "Write it as name=value, for example --param 'limit=10'." });
  check(["=1"], { message: 'The parameter "=1" has no name.', hint: "Write it as name=value, for example --param 'limit=10'." });
});
