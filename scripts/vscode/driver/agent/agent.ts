/**
 * A second extension in the windows of the tests, which lets a test call VS Code's API from outside: it gets the source of a function
 * over a socket, calls it inside the extension host and answers with what it returns. The extension that is tested does not know of
 * it, and runs as it does for its users.
 */
import { connect } from "node:net";
import { createInterface } from "node:readline";
import * as vscode from "vscode";
import type { Call, HostFunction, Hello, Outcome } from "./protocol.ts";

export function activate(): void {
  const path = process.env["EDITOR_TEST_SOCKET"];
  if (path === undefined) return;
  const socket = connect(path);
  const say = (message: Hello | Outcome): void => void socket.write(`${JSON.stringify(message)}\n`);
  socket.on("connect", () => say({ type: "hello", folders: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath) }));
  createInterface({ input: socket }).on("line", (line) => {
    const { id, source, argument } = JSON.parse(line) as Call;
    void answer(source, argument).then(
      (value) => say({ type: "outcome", id, value: value ?? null }),
      (error: unknown) => say({ type: "outcome", id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
}

async function answer(source: string, argument: unknown): Promise<unknown> {
  // Making a function of a text is what the agent is for; it exists in the windows of tests alone.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const make = new Function("__name", `return (${source});`) as (name: typeof keepName) => HostFunction<unknown, unknown>;
  const body = make(keepName);
  return await body({ vscode, until }, argument);
}

/** esbuild, which scripts are run with, calls this for each function inside of another. */
function keepName<T>(value: T): T {
  return value;
}

/** Asks again until the answer is something: a value, not a time, is what is waited for. */
async function until<T>(ask: () => T | undefined | null | false | Promise<T | undefined | null | false>, what = String(ask)): Promise<T> {
  const latest = Date.now() + 25_000;
  for (;;) {
    const found = await ask();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > latest) throw new Error(`This never came to be: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
