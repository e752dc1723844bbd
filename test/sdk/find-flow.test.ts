import { expect, test } from "vitest";
import type { FlowDefinition } from "../../sdk/definition/definition.ts";
import { flow } from "../../sdk/index.ts";
import { findFlow } from "../../sdk/runner/find-flow.ts";

const first = flow({ name: "dup" }, async () => 1);
const second = flow({ name: "dup" }, async () => 2);
const other = flow({ name: "Other Flow" }, async () => 3);

function check(exports: Readonly<Record<string, unknown>>, wanted: string | null, expected: string): void {
  const found = findFlow(exports, [], wanted, "/flows/file.ts");
  expect(found.kind === "found" ? `${found.exportName}: ${found.definition.name}` : `${found.code}: ${found.message} ${found.hint}`).toBe(expected);
}

test("a flow is found by its export, else by its name", () => {
  check({ first, other }, "other", "other: Other Flow");
  check({ first, other }, "Other Flow", "other: Other Flow");
});

test("the only flow of a file need not be named", () => {
  check({ other, helper: () => undefined }, null, "other: Other Flow");
});

test("a name that two flows bear does not say which", () => {
  check({ first, second }, "dup", 'MILLRACE_USAGE: file.ts has 2 flows named "dup". Say which by its export: #first ("dup"), #second ("dup").');
});

test("an unknown flow is answered with those that there are", () => {
  check({ first }, "zzz", 'MILLRACE_FLOW_NOT_FOUND: file.ts has no flow "zzz". It has #first ("dup").');
});

test("among several flows the one that is suggested is exported, where one is", () => {
  const kid = { ...definitionOf("kid"), position: { ...definitionOf("kid").position, line: 1 } } as FlowDefinition;
  const found = findFlow({ other }, [kid], null, `${process.cwd()}/file.ts`);
  expect(found).toMatchObject({ message: 'file.ts has several flows: "kid", #other ("Other Flow").', hint: "Say which: millrace run file.ts#other" });
  expect(findFlow({}, [kid, definitionOf("other kid")], null, `${process.cwd()}/file.ts`)).toMatchObject({ hint: "Say which: millrace run file.ts#kid" });
});

function definitionOf(name: string): FlowDefinition {
  const found = findFlow({ only: flow({ name }, async () => 1) }, [], null, "/flows/file.ts");
  return found.kind === "found" ? found.definition : expect.fail(found.message);
}
