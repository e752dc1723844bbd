/** The side panel, and any number of tabs that show the same. */
import { randomBytes } from "node:crypto";
import { viewPage } from "../../core/presentation/view-page.ts";
import type { ShowTarget } from "../../core/protocol/view-api.ts";
import type { Engines } from "../folders/engines.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { vscode } from "../vscode.ts";
import { ViewHost, type FolderTarget } from "./view-host.ts";

const tabType = "millrace.run";
const lastTargetKey = "panelTarget";

/** Where the panel is: editors without a secondary side bar have it beside the trees. */
const panelId = "millrace.panel";
const fallbackId = "millrace.panelFallback";

export class RunViews implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #engines: Engines;
  #panel: { readonly view: vscode.WebviewView; readonly host: ViewHost } | undefined;
  readonly #subscriptions: vscode.Disposable[];

  constructor(context: vscode.ExtensionContext, engines: Engines) {
    this.#context = context;
    this.#engines = engines;
    this.#subscriptions = [
      vscode.window.registerWebviewViewProvider(panelId, this),
      vscode.window.registerWebviewViewProvider(fallbackId, this),
      vscode.window.registerWebviewPanelSerializer(tabType, this),
    ];
  }

  /** In the side panel, which takes no focus. */
  async show(engine: FolderEngine, target: ShowTarget): Promise<void> {
    const shown = { folder: engine.uri, target };
    void this.#remember(shown);
    this.#panel?.host.show(shown);
    if (this.#panel === undefined) await this.reveal();
    else this.#panel.view.show(true);
  }

  /** Shows a run in the side panel if that is open, and the next time that it is. */
  follow(engine: FolderEngine, runId: string): void {
    const shown: FolderTarget = { folder: engine.uri, target: { kind: "run", runId, taskRunId: null } };
    void this.#remember(shown);
    this.#panel?.host.show(shown);
  }

  /** Opens the side panel where the user has it; what is being typed goes on. */
  async reveal(): Promise<void> {
    const id = hasSecondarySideBar() ? panelId : fallbackId;
    await vscode.commands.executeCommand(`${id}.focus`, { preserveFocus: true });
  }

  openTab(engine: FolderEngine, target: ShowTarget, title = "Run"): void {
    const options = { ...webviewOptions(this.#context.extensionUri), enableFindWidget: true };
    const panel = vscode.window.createWebviewPanel(tabType, title, vscode.ViewColumn.Active, options);
    this.#fillTab(panel, { folder: engine.uri, target });
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    view.webview.options = webviewOptions(this.#context.extensionUri);
    const last = this.#context.workspaceState.get<FolderTarget>(lastTargetKey) ?? null;
    const host = new ViewHost("panel", view.webview, this.#engines, last, (selected) => void this.#remember(selected));
    this.#panel = { view, host };
    view.onDidChangeVisibility(() => view.visible || host.release());
    view.onDidDispose(() => {
      host.dispose();
      this.#panel = undefined;
    });
    view.webview.html = pageOf(view.webview, this.#context.extensionUri);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = webviewOptions(this.#context.extensionUri);
    this.#fillTab(panel, null);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  #fillTab(panel: vscode.WebviewPanel, target: FolderTarget | null): void {
    panel.iconPath = vscode.Uri.joinPath(this.#context.extensionUri, "media", "tab.svg");
    const host = new ViewHost("tab", panel.webview, this.#engines, target, ({ folder, target: selected }) => {
      const run = selected.kind === "run" ? this.#engines.get(folder)?.mirror.runs.get(selected.runId) : undefined;
      if (run !== undefined) panel.title = run.name;
    });
    panel.onDidChangeViewState(() => panel.visible || host.release());
    panel.onDidDispose(() => host.dispose());
    panel.webview.html = pageOf(panel.webview, this.#context.extensionUri);
  }

  async #remember(target: FolderTarget): Promise<void> {
    await this.#context.workspaceState.update(lastTargetKey, target);
  }
}

function webviewOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extension, "dist")] };
}

function pageOf(webview: vscode.Webview, extension: vscode.Uri): string {
  const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", name)).toString();
  const nonce = randomBytes(16).toString("base64");
  return viewPage({ nonce, source: webview.cspSource, script: file("webview.js"), styles: [file("webview.css")] });
}

export function hasSecondarySideBar(): boolean {
  const [major = 0, minor = 0] = vscode.version.split(".").map(Number);
  return major > 1 || minor >= 106;
}
