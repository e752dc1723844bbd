import { describe, expect, test } from "vitest";
import { countOf, parseArguments, textOf } from "../../cli/arguments.ts";
import type { Command } from "../../cli/command.ts";
import { UsageError } from "../../core/protocol/errors.ts";

const command: Command = {
  name: "brew",
  group: "Run",
  summary: "Brew",
  usage: "<what>",
  positionals: { min: 1, max: 1 },
  options: [
    { kind: "flag", name: "json", summary: "" },
    { kind: "text", name: "limit", placeholder: "n", isRepeatable: false, summary: "" },
    { kind: "text", name: "param", placeholder: "k=json", isRepeatable: true, summary: "" },
  ],
  examples: [],
  run: () => Promise.resolve(0),
};

function read(line: string): unknown {
  try {
    const { positionals, flags, texts } = parseArguments(command, line.split(" ").filter(Boolean));
    return { positionals, flags: [...flags], texts: Object.fromEntries(texts) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return `${error.message} ${error.hint ?? ""}`;
  }
}

const help = "millrace brew --help lists what it takes.";

describe("a command line is read", () => {
  test.each<[string, unknown]>([
    ["tea", { positionals: ["tea"], flags: [], texts: {} }],
    ["tea --json", { positionals: ["tea"], flags: ["json"], texts: {} }],
    ["--limit 3 tea", { positionals: ["tea"], flags: [], texts: { limit: ["3"] } }],
    ["--limit=3 tea", { positionals: ["tea"], flags: [], texts: { limit: ["3"] } }],
    ["tea --param a=1 --param b=-2", { positionals: ["tea"], flags: [], texts: { param: ["a=1", "b=-2"] } }],
    ["tea --param=--json", { positionals: ["tea"], flags: [], texts: { param: ["--json"] } }],
    ["-- --json", { positionals: ["--json"], flags: [], texts: {} }],
    ["", `millrace brew needs <what>. ${help}`],
    ["tea coffee", `Unexpected argument "coffee" for millrace brew. ${help}`],
    ["tea --jsn", `Unknown option --jsn for millrace brew. Did you mean --json? ${help}`],
    ["tea --colour", `Unknown option --colour for millrace brew. ${help}`],
    ["tea -x", `Unknown option -x for millrace brew. ${help}`],
    ["tea --json=yes", `--json takes no value, got "yes". ${help}`],
    ["tea --limit", `--limit needs a value: --limit <n>. ${help}`],
    ["tea --limit --json", `--limit needs a value: --limit <n>. ${help}`],
    ["tea --limit 1 --limit 2", `--limit is given more than once. ${help}`],
  ])("%s", (line, expected) => {
    expect(read(line)).toEqual(expected);
  });
});

test("a count is a whole number from 1", () => {
  const count = (text: string): number | undefined => countOf(parseArguments(command, ["tea", "--limit", text]), "limit");
  expect(count("12")).toBe(12);
  for (const text of ["0", "1.5", "many", "1e3"]) expect(() => count(text)).toThrow(`--limit needs a whole number from 1, got "${text}".`);
});

test("an option that is not given has no text", () => {
  expect(textOf(parseArguments(command, ["tea"]), "limit")).toBeUndefined();
});
