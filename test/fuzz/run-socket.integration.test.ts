/** Whatever comes over its socket, a run goes on and ends as it would have, and those who speak properly are heard. */
import { rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { connectToOwner } from "../../engine/runs/owner-connection.ts";
import { readOwner } from "../../journal/owner-file.ts";
import { readRun, rootState } from "../../engine/runs/read-run.ts";
import { startRun } from "../../engine/runs/start-run.ts";
import { makeContext, makeProject } from "../engine/runs-context.ts";
import { fuzzing, fuzzTimeoutMs, strangeValues } from "./fuzz.ts";

const source = `import { existsSync } from "node:fs";
import { flow, sleep } from "millrace";
export const holds = flow(async () => {
  while (existsSync(new URL("./hold", import.meta.url))) await sleep(5);
  return "undisturbed";
});
`;

const methods = fc.constantFrom("run/cancel", "run/subscribe", "run/resume", "run/send", "run/nothing", "$/cancelRequest", "$/setTrace", "toString", "__proto__", "");
const messages = fc.record({ jsonrpc: fc.constantFrom("2.0", "1.0", 2), id: fc.oneof(fc.integer(), fc.string(), fc.constant(null)), method: fc.oneof(methods, strangeValues), params: strangeValues }, { requiredKeys: [] });
const bodies = fc.oneof({ weight: 4, arbitrary: messages.map((message) => JSON.stringify(withoutCancel(message))) }, strangeValues.map((value) => JSON.stringify(value)), fc.string());
const headers = fc.oneof(
  { weight: 5, arbitrary: fc.constant((body: string) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`) },
  fc.constantFrom("", "\r\n\r\n", "Content-Length\r\n\r\n", "Content-Length: \r\n\r\n", "Content-Length: -5\r\n\r\n", "Content-Length: 0\r\n\r\n", "Content-Length: 1e9\r\n\r\n", "Content-Length: 99999999999999\r\n\r\n", "Content-Length: 0x10\r\n\r\n", "Content-Type: x\r\n\r\n", ":\r\n\r\n", "\0").map((text) => () => text),
);
const frames = fc.array(fc.tuple(headers, bodies), { minLength: 1, maxLength: 4 }).map((list) => list.map(([header, body]) => header(body) + body).join(""));

/** A cancel that is a proper one, with a reason or without, ends the run, as it must. */
function withoutCancel(message: { readonly method?: unknown; readonly params?: unknown }): object {
  const reason: unknown = typeof message.params === "object" && message.params !== null ? Reflect.get(message.params, "reason") : undefined;
  return message.method === "run/cancel" && (reason == null || typeof reason === "string") ? { ...message, method: "run/nothing" } : message;
}

function send(path: string, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(path, () => socket.end(text, () => socket.destroy()));
    socket.once("close", () => resolve()).on("error", () => undefined);
  });
}

test("garbage on the socket of a run changes nothing about it", { timeout: fuzzTimeoutMs }, async () => {
  const { workspace, file } = makeProject(source);
  writeFileSync(join(workspace.root, "hold"), "");
  const run = await startRun(makeContext(workspace), { file, flow: "holds", parameters: null, name: null, trigger: "command" });
  const socket = readOwner(run.directory)?.socket;
  if (socket == null) throw new Error("The run has no socket.");
  const property = fc.asyncProperty(frames, async (text) => {
    await send(socket, text);
    const connection = await connectToOwner(socket);
    if (connection === undefined) throw new Error(`Nobody answers any more. ${JSON.stringify(rootState(readRun(run.directory).view))}`);
    await connection.subscribe(() => undefined);
    connection.dispose();
    expect(rootState(readRun(run.directory).view)?.type).toBe("RUNNING");
  });
  try {
    await fc.assert(property, fuzzing(150));
  } finally {
    rmSync(join(workspace.root, "hold"));
  }
  expect((await run.ended).state.name).toBe("Completed");
  expect(rootState(readRun(run.directory).view)).toMatchObject({ result: { v: "undisturbed" } });
});
