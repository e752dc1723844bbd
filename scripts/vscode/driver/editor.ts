import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { type Opened, type Server, type ServerOptions, startServer } from "../server.ts";
import { EditorWindow, type WindowSize } from "./editor-window.ts";
import { ExtensionHost } from "./extension-host.ts";
import type { PreparedEditor } from "./prepare-editor.ts";
import { Workspace } from "./workspace.ts";

export interface OpenOptions {
  /** Text of each file, by its path in the workspace. */
  readonly files?: Readonly<Record<string, string>>;
  /** Settings of the workspace. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether `millrace` is installed in the workspace. Default: true. */
  readonly hasMillrace?: boolean;
  /** Name of the workspace's folder. */
  readonly name?: string;
}

export type EditorOptions = Pick<ServerOptions, "asksForTrust" | "settings" | "env">;

/** A server with its browser and the host of the one window that is open. */
export class Editor {
  readonly host: ExtensionHost;
  readonly server: Server;
  readonly #prepared: PreparedEditor;
  readonly #browser: Browser;
  readonly #state: string;
  #opened: { dispose(): Promise<void> }[] = [];

  private constructor(prepared: PreparedEditor, host: ExtensionHost, server: Server, browser: Browser, state: string) {
    this.#prepared = prepared;
    this.host = host;
    this.server = server;
    this.#browser = browser;
    this.#state = state;
  }

  static async start(prepared: PreparedEditor, options: EditorOptions = {}): Promise<Editor> {
    const { codeServer, extensions, browser: executablePath } = prepared;
    const state = mkdtempSync(join(tmpdir(), "millrace-vscode-"));
    const host = new ExtensionHost();
    const env = { ...options.env, EDITOR_TEST_SOCKET: host.socketPath };
    const server = await startServer({ ...options, codeServer, extensions, state, env });
    return new Editor(prepared, host, server, await chromium.launch({ executablePath, args: browserArguments }), state);
  }

  /** Opens a workspace of its own in a clean window. */
  async open(options: OpenOptions = {}): Promise<{ readonly workspace: Workspace; readonly window: EditorWindow }> {
    const workspace = this.workspace(options);
    return { workspace, window: await this.openWindow({ folder: workspace.root }) };
  }

  workspace({ files = {}, settings = {}, hasMillrace = true, name }: OpenOptions): Workspace {
    const workspace = new Workspace(hasMillrace ? this.#prepared.modules : undefined, name);
    this.#opened.unshift({ dispose: async () => workspace.dispose() });
    for (const [name, text] of Object.entries(files)) workspace.write(name, text);
    if (Object.keys(settings).length > 0) workspace.write(".vscode/settings.json", JSON.stringify(settings));
    return workspace;
  }

  async openWindow(opened: Opened, size?: WindowSize): Promise<EditorWindow> {
    const window = await EditorWindow.open(this.#browser, this.server, this.host, opened, size);
    this.#opened.unshift({ dispose: () => window.close() });
    return window;
  }

  /** Closes what was opened, the newest first: a window before its folder. */
  async closeAll(): Promise<void> {
    const opened = this.#opened;
    this.#opened = [];
    for (const each of opened) await each.dispose();
  }

  async dispose(): Promise<void> {
    await this.closeAll();
    await this.#browser.close();
    await this.server.stop();
    this.host.dispose();
    rmSync(this.#state, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Folder of VS Code's own logs, and of the user's settings. */
  get data(): string {
    return join(this.#state, "data");
  }
}

const browserArguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
