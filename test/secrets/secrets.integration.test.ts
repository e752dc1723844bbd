/** Secrets on their way to real runs, and what of them is left on the disk: nothing. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { EngineProcess } from "../engine/server/engine-process.ts";
import { test } from "../engine/server/engine-test.ts";
import type { Project } from "../integration/project.ts";

const value = "s3cr3t-of-the-editor";

const module = `
import { flow, processes, Secret, task, threads } from "millrace";
const early = Secret.get("token").then((token) => token.length, () => -1);
const use = task(async (n: number) => {
  const token = await Secret.get("token");
  console.log("token", token);
  process.stdout.write("raw " + token + "\\n");
  return token.length + n;
});
export const here = flow(async () => {
  const token = await Secret.get("token");
  console.error("seen", token);
  return [token.length, await early, process.env["MILLRACE_SECRET_TOKEN"] ?? null];
});
export const inThreads = flow({ taskRunner: threads({ max: 1 }) }, async () => await use.submit(0));
export const inProcesses = flow({ taskRunner: processes({ max: 1 }) }, async () => await use.submit(0));
export const fails = flow(async () => { throw new Error("cannot use " + (await Secret.get("token"))); });
`;

/** Files below a folder that hold the text, or are named by it. */
function filesWith(folder: string, text: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return names.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    return entry.name.includes(text) || (entry.isFile() && readFileSync(path).includes(text)) ? [path] : [];
  });
}

async function runInEditor(project: Project, engine: EngineProcess, flow: string): Promise<{ readonly state: { readonly name: string }; readonly result?: unknown }> {
  await engine.initialize();
  await engine.connection.sendRequest("millrace/setSecrets", { secrets: { token: value } });
  const { runId } = await engine.connection.sendRequest<{ readonly runId: string }>("millrace/run", { kind: "flow", file: project.path("flows/secret.ts"), flow, parameters: null });
  for (;;) {
    const { document } = await project.json<{ readonly flowRun: { readonly state: { readonly name: string; readonly type: string } }; readonly result?: unknown }>("runs", "show", runId);
    if (["COMPLETED", "FAILED", "CRASHED"].includes(document.flowRun.state.type)) return { state: document.flowRun.state, ...("result" in document ? { result: document.result } : {}) };
  }
}

test.for([
  ["here", [value.length, value.length, null]],
  ["inThreads", value.length],
  ["inProcesses", value.length],
] as const)("the editor's secrets reach a run (%s), and nothing of them is on the disk", async ([flow, result], { project, startEngine }) => {
  project.write("flows/secret.ts", module);
  expect(await runInEditor(project, startEngine(), flow)).toMatchObject({ state: { name: "Completed" }, result });
  expect(filesWith(project.path(".millrace"), value)).toEqual([]);
});

test("a run that fails with a secret tells none", async ({ project, startEngine }) => {
  project.write("flows/secret.ts", module);
  expect(await runInEditor(project, startEngine(), "fails")).toMatchObject({ state: { name: "Failed" } });
  expect(filesWith(project.path(".millrace"), value)).toEqual([]);
});

test("secrets of the environment are kept out of what is written too", async ({ project }) => {
  project.write("flows/secret.ts", module);
  project.env["MILLRACE_SECRET_TOKEN"] = "from-the-environment";
  const { document } = await project.run("flows/secret.ts#inThreads");
  expect(document.result).toBe(20);
  expect(document.logs.map(({ message }) => message)).toContain("token ********");
  expect((await project.millrace("run", "flows/secret.ts#fails")).stdout).toContain("cannot use ********");
  expect(filesWith(project.path(".millrace"), "from-the-environment")).toEqual([]);
});

test("keys with a secret in them tell one secret from another, and show none", async ({ project }) => {
  project.write(
    "flows/keys.ts",
    `
import { flow, Secret, task, transaction } from "millrace";
const settings = { isolation: "serializable", taskRunName: (inputs: { tok: string }) => "for " + inputs.tok } as const;
const byFunction = task({ ...settings, cacheKey: (_context, inputs) => "user-" + String(inputs["tok"]) }, async (tok: string) => tok.length);
const byStorageKey = task({ ...settings, resultStorageKey: "res-{tok}" }, async (tok: string) => tok.length);
export const keys = flow(async () => {
  const tok = await Secret.get("token");
  const state = await transaction({ key: "tx-" + tok, isolation: "serializable" }, (txn) => {
    const before = txn.state;
    txn.stage(1);
    return [before, txn.key === "tx-" + tok];
  });
  return [await byFunction(tok), await byStorageKey(tok), state];
});
`,
  );
  const runWith = async (token: string): Promise<unknown> => {
    project.env["MILLRACE_SECRET_TOKEN"] = token;
    const { document } = await project.run("flows/keys.ts#keys");
    return [document.result, document.taskRuns.map(({ state, cacheKey, resultKey }) => [state.name, (cacheKey ?? resultKey)?.replace(/[0-9a-f]{32}/, "…")])];
  };
  const shown = (name: string) => [[name, "user-******** (…)"], [name, "res-******** (…)"]];
  expect(await runWith('Zq9"hunter2 kk/pp')).toEqual([[17, 17, ["active", true]], shown("Completed")]);
  expect(await runWith('Zq9"hunter2 kk/ppp')).toEqual([[18, 18, ["active", true]], shown("Completed")]);
  expect(await runWith('Zq9"hunter2 kk/pp')).toEqual([[17, 17, ["committed", true]], shown("Cached")]);
  expect(filesWith(project.path(".millrace"), "hunter2")).toEqual([]);
});

test("an address or bytes with a secret in them are masked in the log", async ({ project }) => {
  project.write(
    "flows/addresses.ts",
    `
import { flow, Secret } from "millrace";
export const addresses = flow(async () => {
  const s = await Secret.get("token");
  console.log(new URL("https://h/?t=" + s).href, encodeURI(s), escape(s), String(new URLSearchParams({ s })));
  console.log(Buffer.from(s), new TextEncoder().encode(s));
});
`,
  );
  project.env["MILLRACE_SECRET_TOKEN"] = "hunter2 pass/word";
  const { document } = await project.run("flows/addresses.ts#addresses");
  expect(document.logs.map(({ message }) => message)).toEqual(["https://h/?t=******** ******** ******** s=********", "<Buffer ********> Uint8Array(17) [\n  ********\n]"]);
  for (const text of ["hunter2", "68 75 6e", "104, 117"]) expect(filesWith(project.path(".millrace"), text)).toEqual([]);
});
