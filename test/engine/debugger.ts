import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { SourceMap } from "node:module";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { DebugLaunch } from "../../core/protocol/editor-api.ts";

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Where the process stands, as it is written in the source. */
export interface Stop {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A debugger that starts a process and steps through it, over the inspector's own protocol. */
export class DebuggerClient {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  readonly #connection: WebSocket;
  readonly #maps = new Map<string, { readonly url: string; readonly map: SourceMap | null }>();
  readonly #stops: Stop[] = [];
  #wanted: ((stop: Stop) => void) | null = null;
  #lastId = 0;

  private constructor(child: ChildProcess, connection: WebSocket) {
    this.child = child;
    this.#connection = connection;
    this.exited = new Promise((resolve) => child.once("exit", resolve));
    connection.on("message", (data: Buffer) => this.#hear(JSON.parse(data.toString("utf8")) as Message));
  }

  /** Starts the process and lets it run up to its first stop. */
  static async start({ node, nodeArgs, program, args, cwd, env }: DebugLaunch): Promise<DebuggerClient> {
    const child = spawn(node, ["--inspect-brk=127.0.0.1:0", ...nodeArgs, program, ...args], { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    const connection = new WebSocket(await addressOf(child));
    const client = new DebuggerClient(child, connection);
    await once(connection, "open");
    for (const method of ["Runtime.enable", "Debugger.enable"]) client.send(method);
    // On a busy machine Node 20 may be told before it waits, and then waits for ever; being told again changes nothing.
    client.send("Runtime.runIfWaitingForDebugger");
    const again = setInterval(() => client.send("Runtime.runIfWaitingForDebugger"), 200);
    // Node breaks before the first line of the program.
    await client.stopped();
    clearInterval(again);
    client.send("Debugger.resume");
    return client;
  }

  send(method: string, params: Readonly<Record<string, unknown>> = {}): void {
    this.#lastId += 1;
    this.#connection.send(JSON.stringify({ id: this.#lastId, method, params }));
  }

  /** Fulfils when the process stands. */
  async stopped(): Promise<Stop> {
    return this.#stops.shift() ?? (await new Promise((resolve) => (this.#wanted = resolve)));
  }

  #hear({ method, params = {} }: Message): void {
    if (method === "Debugger.scriptParsed") this.#maps.set(String(params["scriptId"]), { url: String(params["url"]), map: readMap(String(params["sourceMapURL"])) });
    // The process waits for its debugger before it goes.
    else if (method === "Runtime.executionContextDestroyed") this.#connection.close();
    else if (method === "Debugger.paused") this.#stop(params["callFrames"] as readonly CallFrame[]);
  }

  #stop([frame]: readonly CallFrame[]): void {
    const { scriptId = "", lineNumber = 0, columnNumber = 0 } = frame?.location ?? {};
    const script = this.#maps.get(scriptId);
    const entry = script?.map?.findEntry(lineNumber, columnNumber);
    const isMapped = entry !== undefined && "originalLine" in entry;
    const place = isMapped ? { line: entry.originalLine + 1, column: entry.originalColumn + 1 } : { line: lineNumber + 1, column: columnNumber + 1 };
    const stop = { file: script?.url.split("/").at(-1) ?? "", ...place };
    if (this.#wanted === null) this.#stops.push(stop);
    else this.#wanted(stop);
    this.#wanted = null;
  }
}

interface CallFrame {
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number };
}

async function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stderr?.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      const address = /(ws:\/\/\S+)\s/.exec(text)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once("exit", () => reject(new Error(`The process ended before it could be debugged: ${text}`)));
  });
}

function readMap(url: string): SourceMap | null {
  const [, base64] = /^data:application\/json.*?;base64,(.*)$/.exec(url) ?? [];
  if (base64 === undefined) return null;
  return new SourceMap(JSON.parse(Buffer.from(base64, "base64").toString("utf8")) as ConstructorParameters<typeof SourceMap>[0]);
}
