import { expect, test } from "vitest";
import { runName } from "../../sdk/definition/run-name.ts";

const parameters = { repo: "vitest", limit: 3, since: null, owner: { name: "vitest-dev", tags: ["a"] }, later: undefined };

function check(template: string, expected: string): void {
  expect(runName("runName", template, parameters)).toBe(expected);
}

test("a template names parameters, and what lies within them", () => {
  check("get {repo}", "get vitest");
  check("{ repo }/{limit}", "vitest/3");
  check("{owner.name}", "vitest-dev");
  check("{owner.tags.0}", "a");
});

test("what is no text is shown as JSON", () => {
  check("{owner} {since} {later}", '{"name":"vitest-dev","tags":["a"]} null undefined');
});

test("what lies deeper than the values go is undefined", () => {
  check("{owner.name.first} {repo.length} {since.year}", "undefined undefined undefined");
});

test("braces that enclose nothing stay, and a value is not read as a template", () => {
  check("{} {a", "{} {a");
  expect(runName("runName", "{a}", { a: "{b} $& $1" })).toBe("{b} $& $1");
});

test("a parameter that is not there is refused, with those that are", () => {
  expect(() => runName("runName", "{repos}", parameters)).toThrow('The template of "runName" asks for {repos}; there is repo, limit, since, owner, later.');
  expect(() => runName("runName", "{x}", {})).toThrow("there is nothing to ask for");
});

test("a function gives the name, and it must be a text", () => {
  expect(runName("runName", ({ repo }) => `of ${String(repo)}`, parameters)).toBe("of vitest");
  for (const value of ["", 5, undefined, null]) expect(() => runName("runName", () => value, parameters)).toThrow('The function "runName" returned');
});
