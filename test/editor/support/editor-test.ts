/** `test` for what happens in the real VS Code. Each test may open workspaces; all that it opened is closed when it is over. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { inject, test as base, type TestAPI } from "vitest";
import { type Opened, type Server, type ServerOptions, startServer } from "../../../scripts/vscode/server.ts";
import { ExtensionHost } from "./extension-host.ts";
import { EditorWindow } from "./window.ts";
import { Workspace } from "./workspace.ts";

export interface OpenOptions {
  /** Text of each file, by its path in the workspace. */
  readonly files?: Readonly<Record<string, string>>;
  /** Settings of the workspace. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether `millrace` is installed in the workspace. Default: true. */
  readonly hasMillrace?: boolean;
}

/** A server with its browser and the host of the one window that is open. */
export class Editor {
  readonly host: ExtensionHost;
  readonly server: Server;
  readonly #browser: Browser;
  readonly #state: string;
  #opened: { dispose(): Promise<void> }[] = [];

  private constructor(host: ExtensionHost, server: Server, browser: Browser, state: string) {
    this.host = host;
    this.server = server;
    this.#browser = browser;
    this.#state = state;
  }

  static async start(options: Pick<ServerOptions, "asksForTrust" | "settings" | "env"> = {}): Promise<Editor> {
    const { codeServer, extensions, browser: executablePath } = inject("editor");
    const state = mkdtempSync(join(tmpdir(), "millrace-vscode-"));
    const host = new ExtensionHost();
    const env = { ...options.env, EDITOR_TEST_SOCKET: host.socketPath };
    const server = await startServer({ ...options, codeServer, extensions, state, env });
    return new Editor(host, server, await chromium.launch({ executablePath, args: browserArguments }), state);
  }

  /** Opens a workspace of its own in a clean window. */
  async open(options: OpenOptions = {}): Promise<{ readonly workspace: Workspace; readonly window: EditorWindow }> {
    const workspace = this.workspace(options);
    return { workspace, window: await this.openWindow({ folder: workspace.root }) };
  }

  workspace({ files = {}, settings = {}, hasMillrace = true }: OpenOptions): Workspace {
    const workspace = new Workspace(hasMillrace ? inject("editor").modules : undefined);
    this.#opened.unshift({ dispose: async () => workspace.dispose() });
    for (const [name, text] of Object.entries(files)) workspace.write(name, text);
    if (Object.keys(settings).length > 0) workspace.write(".vscode/settings.json", JSON.stringify(settings));
    return workspace;
  }

  async openWindow(opened: Opened): Promise<EditorWindow> {
    const window = await EditorWindow.open(this.#browser, this.server, this.host, opened);
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

interface Fixtures {
  /** Started once for the file. */
  readonly editor: Editor;
  readonly open: Editor["open"];
}

/** Of a file whose server has these options. */
export function editorTest(options: Parameters<typeof Editor.start>[0] = {}): TestAPI<Fixtures> {
  return base.extend<Fixtures>({
    editor: [
      // Vitest reads from the pattern which fixtures are used: none.
      async ({}, use) => {
        const editor = await Editor.start(options);
        await use(editor);
        await editor.dispose();
      },
      { scope: "file" },
    ],
    open: async ({ editor }, use) => {
      await use((each) => editor.open(each));
      await editor.closeAll();
    },
  });
}

export const test = editorTest();
