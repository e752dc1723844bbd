/** Whatever the editor's engine is asked, it answers or says what is wrong, and lives. */
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { ResponseError } from "vscode-jsonrpc/node";
import { requestTable } from "../../engine/server/request-table.ts";
import { makeProject } from "../engine/runs-context.ts";
import { defaultSettings, EngineProcess } from "../engine/server/engine-process.ts";
import { damaged, fuzzing, fuzzTimeoutMs, strangeValues } from "./fuzz.ts";

const source = `import { flow } from "millrace";\nexport const one = flow(async (n: number = 1) => n);\n`;
const proper: Readonly<Record<string, unknown>> = {
  file: "flows.ts",
  flow: "one",
  parameters: { n: 1 },
  runId: "492d0118-e143-4ecc-a3d6-c0422f2bbc0e",
  runIds: ["492d0118-e143-4ecc-a3d6-c0422f2bbc0e"],
  taskRunId: "492d0118-e143-4ecc-a3d6-c0422f2bbc0e-1",
  flowRunId: "492d0118-e143-4ecc-a3d6-c0422f2bbc0e",
  kind: "resume",
  failure: null,
  from: 0,
  limit: 10,
  offset: 0,
  task: null,
  flowRun: null,
  level: "info",
  text: "",
  state: null,
  place: { file: "flows.ts", line: 1, column: 1 },
};

const methods = fc.constantFrom(...Object.keys(requestTable).filter((method) => method !== "millrace/configure"));
const parameters = fc.oneof({ weight: 4, arbitrary: damaged(proper) }, strangeValues);

test("no request ends the engine, and each is answered", { timeout: fuzzTimeoutMs }, async () => {
  const { workspace } = makeProject(source);
  const engine = new EngineProcess(workspace.root, { HOME: workspace.root });
  onTestFinished(() => engine.dispose());
  await engine.initialize();
  const property = fc.asyncProperty(methods, parameters, async (method, params) => {
    try {
      await engine.connection.sendRequest(method, params);
    } catch (error) {
      if (!(error instanceof ResponseError)) throw error;
      const failure = error.data as { readonly code?: unknown } | undefined;
      // What the protocol's own library refuses (parameters that are no object) never comes to a handler.
      if (failure !== undefined) expect(failure.code).toMatch(/^MILLRACE_/);
      expect(error.message, `${method} ${JSON.stringify(params)}`).not.toMatch(/Cannot read prop|is not a function|is not iterable|undefined \(|must be of type|could not do this/);
    }
    expect([engine.child.exitCode, engine.child.signalCode]).toEqual([null, null]);
  });
  await fc.assert(property, fuzzing(250));
  expect((await engine.ask("millrace/snapshot", {})).store).toEqual({ kind: "writable" });
});

test("settings that are none are refused, and the engine goes on with those that it has", { timeout: fuzzTimeoutMs }, async () => {
  const { workspace } = makeProject(source);
  const engine = new EngineProcess(workspace.root, { HOME: workspace.root });
  onTestFinished(() => engine.dispose());
  await engine.initialize();
  const property = fc.asyncProperty(damaged(defaultSettings), async (settings) => {
    await engine.connection.sendRequest("millrace/configure", settings).catch((error: unknown) => {
      if (!(error instanceof ResponseError)) throw error;
    });
    await engine.ask("millrace/snapshot", {});
  });
  await fc.assert(property, fuzzing(60));
  await engine.ask("millrace/configure", defaultSettings);
  await engine.until(() => (engine.child.exitCode === null ? true : undefined));
  expect((await engine.ask("millrace/snapshot", {})).sdk.kind).toBe("found");
});
