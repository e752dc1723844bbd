import { expect, test } from "vitest";
import { parametersOf, type Parameter } from "../../sdk/definition/signature.ts";

/** From text: the test runner would rewrite what is written here. */
function check(text: string, expected: readonly Omit<Parameter, "isRest">[]): void {
  const fn = new Function(`return ${text}`)() as (...args: never[]) => unknown;
  expect(parametersOf(fn)).toEqual(expected.map((parameter) => ({ ...parameter, isRest: false })));
}

test("a function without parameters has none, however it is written", () => {
  for (const text of ["() => 1", "async () => 1", "function () {}", "async function* all( ) {}", "({ run() {} }).run", "class {}", "Math.random"]) check(text, []);
});

test("one parameter needs no parentheses", () => {
  check("repo => repo", [{ name: "repo" }]);
  check("async repo => repo", [{ name: "repo" }]);
});

test("a destructured parameter is numbered, and keeps its default", () => {
  check("({ repo, limit = 3 }, [first] = [1], last) => 0", [{ name: "arg0" }, { name: "arg1", default: [1] }, { name: "last" }]);
  check("({ a }, arg0, arg0_) => 0", [{ name: "arg0" }, { name: "arg0_" }, { name: "arg0__" }]);
});

test("a rest parameter is one, with its name or its number", () => {
  const parameters = [(...repos: string[]) => repos, (first: string, ...[second]: string[]) => [first, second]].map(parametersOf);
  expect(parameters).toEqual([
    [{ name: "repos", isRest: true }],
    [{ name: "first", isRest: false }, { name: "arg1", isRest: true }],
  ]);
});

test("defaults that are literals are values", () => {
  check("(a = -1, b = 'x', c = null, d = true, e = `text`, f = [1, ['a']], g = { 'k': 1, l: { m: [] } }) => 0", [
    { name: "a", default: -1 },
    { name: "b", default: "x" },
    { name: "c", default: null },
    { name: "d", default: true },
    { name: "e", default: "text" },
    { name: "f", default: [1, ["a"]] },
    { name: "g", default: { k: 1, l: { m: [] } } },
  ]);
});

test("other defaults are their source text", () => {
  const sources = ["new Date()", "1 + 1", "`a${1}`", "[...[1]]", "{ [1]: 2 }", "undefined", "/x/", "1n", "() => ')'", "-'1'", "[1,,2]"];
  check(`(${sources.map((source, index) => `p${index} = ${source}`).join(", ")}) => 0`, sources.map((source, index) => ({ name: `p${index}`, default: { $default: source } })));
});

test("commas, parentheses and comments within a default end nothing", () => {
  check("(a = [g(1), (2)].at(0), /* b, */ c = ')', // d\n e = f(1, 2)) => 0", [
    { name: "a", default: { $default: "[g(1), (2)].at(0)" } },
    { name: "c", default: ")" },
    { name: "e", default: { $default: "f(1, 2)" } },
  ]);
});

test("methods of every kind are read", () => {
  check("({ async run(a, b = 1) {} }).run", [{ name: "a" }, { name: "b", default: 1 }]);
  check("({ *run(a) {} }).run", [{ name: "a" }]);
  check("({ ['r' + 'un'](a) {} }).run", [{ name: "a" }]);
  check("({ 'run it'(a) {} })['run it']", [{ name: "a" }]);
  check("(class { static run(a) {} }).run", [{ name: "a" }]);
  check("({ get(a) {} }).get", [{ name: "a" }]);
  check("({ async(a) {} }).async", [{ name: "a" }]);
});

test("a function whose text is not shown has numbered parameters", () => {
  check("((a, b) => 0).bind(null)", [{ name: "arg0" }, { name: "arg1" }]);
  check("Math.max", [{ name: "arg0" }, { name: "arg1" }]);
});

test("a parameter that bears the name of a prototype's property is one like others", () => {
  check("(constructor, toString = 1) => 0", [{ name: "constructor" }, { name: "toString", default: 1 }]);
});
