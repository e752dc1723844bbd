/** The test's side of the agent: one extension host, reached through a socket, also after a reload of its window. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Call, Hello, HostFunction, Outcome } from "./agent/protocol.ts";

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export class ExtensionHost {
  readonly #folder = mkdtempSync(join(tmpdir(), "millrace-agent-"));
  readonly #server: Server;
  readonly #waiting: ((socket: Socket) => void)[] = [];
  readonly #pending = new Map<number, Pending>();
  #socket: Socket | undefined;
  #calls = 0;

  constructor() {
    this.#server = createServer((socket) => this.#listenTo(socket)).listen(this.socketPath);
  }

  /** What the server's variable `EDITOR_TEST_SOCKET` has to be. */
  get socketPath(): string {
    return join(this.#folder, "agent.sock");
  }

  /** Calls a function inside the extension host. See {@link HostFunction} for what it may use. */
  async run<Result>(body: HostFunction<undefined, Result>): Promise<Result>;
  async run<Argument, Result>(body: HostFunction<Argument, Result>, argument: Argument): Promise<Result>;
  async run(body: HostFunction<never, unknown>, argument?: unknown): Promise<unknown> {
    const socket = this.#socket ?? (await this.connected());
    const call: Call = { id: ++this.#calls, source: body.toString(), argument };
    return await new Promise((resolve, reject) => {
      this.#pending.set(call.id, { resolve, reject });
      socket.write(`${JSON.stringify(call)}\n`);
    });
  }

  /** Resolves when a host that was not there before has said hello. */
  connected(): Promise<Socket> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  dispose(): void {
    this.#socket?.destroy();
    this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #listenTo(socket: Socket): void {
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#lose(socket));
    createInterface({ input: socket }).on("line", (line) => {
      const message = JSON.parse(line) as Hello | Outcome;
      if (message.type === "outcome") return this.#settle(message);
      this.#socket = socket;
      for (const resolve of this.#waiting.splice(0)) resolve(socket);
    });
  }

  #settle(outcome: Outcome): void {
    const pending = this.#pending.get(outcome.id);
    this.#pending.delete(outcome.id);
    if ("error" in outcome) pending?.reject(new Error(`In the extension host: ${outcome.error}`));
    else pending?.resolve(outcome.value);
  }

  #lose(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    for (const { reject } of this.#pending.values()) reject(new Error("The extension host ended before it answered."));
    this.#pending.clear();
  }
}
