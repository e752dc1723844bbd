/** The built engine as the editor starts it: a process of its own, spoken to over Node's channel. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createMessageConnection, IPCMessageReader, IPCMessageWriter, type MessageConnection } from "vscode-jsonrpc/node";
import { type EditorEvents, type EditorRequests, type EngineOptions, type EngineSettings, type EngineSnapshot, protocolVersion } from "../../../core/protocol/editor-api.ts";

export const defaultSettings: EngineSettings = {
  isTrusted: true,
  nodePath: process.execPath,
  nodeArgs: [],
  env: {},
  envFile: null,
  cwd: null,
  cancelGraceMs: 5_000,
  onWindowClose: "finish",
  retention: { maxRuns: 0, maxAgeDays: 0, maxSizeGb: 0 },
  cacheRetention: { maxAgeDays: 0, maxSizeGb: 0 },
  exclude: [],
};

export class EngineProcess {
  readonly child: ChildProcess;
  readonly connection: MessageConnection;
  readonly folder: string;
  /** Everything that the engine has told, in order. */
  readonly told: { readonly name: string; readonly params: unknown }[] = [];
  stderr = "";

  constructor(folder: string, env: Readonly<Record<string, string | undefined>> = {}) {
    this.folder = folder;
    const surroundings = Object.entries(process.env).filter(([name]) => !/^(MILLRACE_|VITEST|FORCE_COLOR$|NODE_OPTIONS$)/.test(name));
    this.child = fork(fileURLToPath(new URL("../../../dist/engine.js", import.meta.url)), ["--node-ipc"], {
      cwd: folder,
      env: { ...Object.fromEntries(surroundings), ...env },
      silent: true,
      execArgv: [],
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.connection = createMessageConnection(new IPCMessageReader(this.child), new IPCMessageWriter(this.child));
    this.connection.onNotification((name: string, params: unknown) => void this.told.push({ name, params }));
    this.connection.listen();
  }

  async initialize(settings: Partial<EngineSettings> = {}, options: Partial<EngineOptions> = {}): Promise<EngineSnapshot> {
    const initializationOptions: EngineOptions = { protocol: protocolVersion, folder: this.folder, settings: { ...defaultSettings, ...settings }, ...options };
    await this.connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities: {}, initializationOptions });
    await this.connection.sendNotification("initialized", {});
    return this.ask("millrace/snapshot", {});
  }

  async ask<Method extends keyof EditorRequests>(method: Method, params: EditorRequests[Method]["params"]): Promise<EditorRequests[Method]["result"]> {
    return this.connection.sendRequest(method, params);
  }

  events<Name extends keyof EditorEvents>(name: Name): readonly EditorEvents[Name][] {
    return this.told.filter((each) => each.name === name).map(({ params }) => params as EditorEvents[Name]);
  }

  /** Fulfils with the first answer that is not `undefined`. Looked for again and again: it may be on the disk, which tells nobody. */
  async until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (this.child.exitCode !== null || this.child.signalCode !== null) throw new Error(`The engine has ended. ${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  open(file: string, text: string): void {
    void this.connection.sendNotification("textDocument/didOpen", { textDocument: { uri: uriOf(file), languageId: "typescript", version: 1, text } });
  }

  change(file: string, version: number, text: string): void {
    void this.connection.sendNotification("textDocument/didChange", { textDocument: { uri: uriOf(file), version }, contentChanges: [{ text }] });
  }

  close(file: string): void {
    void this.connection.sendNotification("textDocument/didClose", { textDocument: { uri: uriOf(file) } });
  }

  async shutdown(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = new Promise<void>((resolve) => this.child.once("exit", () => resolve()));
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    await exited;
    this.connection.dispose();
  }

  /** Returns when it is gone: until then it may write into its folder. */
  async dispose(): Promise<void> {
    this.connection.dispose();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await exited;
  }
}

export function uriOf(file: string): string {
  return pathToFileURL(file).href;
}
