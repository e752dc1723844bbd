import { expect, test } from "vitest";
import { chooseFlow } from "../../engine/discovery/choose-flow.ts";
import type { DiscoveredFlow } from "../../engine/discovery/discovery.ts";

function makeFlow(name: string, exportName: string | null): DiscoveredFlow {
  return { name, export: exportName, file: "crash.ts", line: 1, column: 1, description: null, parameters: { type: "object", properties: {}, required: [] }, tasks: [] };
}

test("among several flows the one that is suggested is exported, where one is", () => {
  const hintOf = (...flows: readonly DiscoveredFlow[]) => () => chooseFlow({ flows, tasks: [], problems: [], reexports: [] }, "crash.ts", null);
  expect(hintOf(makeFlow("kid", null), makeFlow("crash", "crash"))).toThrow(expect.objectContaining({ message: 'crash.ts has 2 flows: "kid", "crash".', hint: "Say which: millrace run crash.ts#crash" }));
  expect(hintOf(makeFlow("kid", null), makeFlow("lad", null))).toThrow(expect.objectContaining({ hint: "Say which: millrace run crash.ts#kid" }));
});
