import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { pauseSchema } from "../../engine/discovery/discover.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await createWorkspace();
});
afterAll(() => workspace.remove());

/** `before` stands in front of a flow whose body is `body`, in which the first pause or suspend is asked about. */
async function check(body: string, expected: unknown, before = ""): Promise<void> {
  const lines = [`import { flow, pause, suspend } from "millrace";`, before, `export const main = flow(async () => {`, body, `});`];
  await workspace.write({ "case.ts": lines.join("\n") });
  const line = before.split("\n").length + 3;
  const at = { line, column: body.search(/\b(pause|suspend)\b/) + 1 };
  expect(await pauseSchema({ root: workspace.root, file: "case.ts", at })).toEqual(expected);
}

const approved = { type: "object", properties: { approved: { type: "boolean" } }, required: ["approved"] };

describe("what a pause wants, by its types", () => {
  test("its type argument, however it is written", async () => {
    await check("await pause<{ approved: boolean }>();", approved);
    await check("await suspend<{ approved: boolean }>({ key: 'k' });", approved);
    await check("await pause<Approval>();", approved, "interface Approval { approved: boolean }");
  });

  test("the type that its answer is given to", async () => {
    await check("const answer: { approved: boolean } = await pause(); return answer;", approved);
  });

  test("one value stands in a field of its own", async () => {
    await check("await pause<number>();", { type: "object", properties: { value: { type: "number" } }, required: ["value"], additionalProperties: false, "x-single": true });
  });

  test("what goes into a Standard Schema, by the types that it carries", async () => {
    const before = `declare const schema: { readonly "~standard": { readonly types?: { readonly input: { approved: boolean }; readonly output: { approved: Date } } | undefined } };`;
    await check("await pause({ input: schema });", approved, before);
  });

  test("nothing where none is wanted, or the type is open", async () => {
    await check("await pause();", null);
    await check("await pause<unknown>();", null);
  });

  test("nothing at a place that has no such call", async () => {
    await workspace.write({ "case.ts": "export const pause = 1;\n" });
    expect(await pauseSchema({ root: workspace.root, file: "case.ts", at: { line: 1, column: 14 } })).toBeNull();
    expect(await pauseSchema({ root: workspace.root, file: "gone.ts", at: { line: 1, column: 1 } })).toBeNull();
  });
});
