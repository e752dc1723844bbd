import { expect, test } from "vitest";
import { parametersOf } from "../../sdk/definition/signature.ts";

function check(fn: (...args: never[]) => unknown, expected: readonly (readonly [name: string, fallback?: unknown])[]): void {
  expect(parametersOf(fn).map((parameter) => ("default" in parameter ? [parameter.name, parameter.default] : [parameter.name]))).toEqual(expected);
}

/** From text: the test runner would rewrite what is written here. */
function evaluate(text: string): (...args: never[]) => unknown {
  return new Function(`return ${text}`)() as (...args: never[]) => unknown;
}

test("names and literal defaults come from the function's text", () => {
  check(evaluate("async (repos, limit = 10, since = 'now', at = new Date()) => repos"), [
    ["repos"],
    ["limit", 10],
    ["since", "now"],
    ["at", { $default: "new Date()" }],
  ]);
});

test("a body that only a module may have is no obstacle", async () => {
  const source = "export const fn = async (folder = 'here', limit = 3) => [import.meta.url, folder, limit];";
  const { fn } = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as { fn: () => unknown };
  check(fn, [["folder", "here"], ["limit", 3]]);
});

test("a body that only a script may have is no obstacle", () => {
  check(evaluate("function (mode = 1) { return 0755 + mode; }"), [["mode", 1]]);
});

test("a method is read with its super and its private fields", () => {
  class Base {
    greet(name: string): string {
      return name;
    }
  }
  class Child extends Base {
    readonly #mark = "!";
    override greet(name: string, times = 2): string {
      return super.greet(name) + this.#mark.repeat(times);
    }
  }
  check(Child.prototype.greet, [["name"], ["times", 2]]);
});
