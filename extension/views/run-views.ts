/** The side panel, and any number of tabs that show the same. */
import { hasSecondarySideBar } from "../../core/presentation/context-keys.ts";
import type { FolderTarget } from "../../core/protocol/view-relay.ts";
import type { ShowTarget } from "../../core/protocol/view-api.ts";
import type { Engines } from "../folders/engines.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { vscode } from "../vscode.ts";
import { openView, type Relay } from "./open-view.ts";

const tabType = "millrace.run";
const lastTargetKey = "panelTarget";

/** Editors without a secondary side bar have the panel beside the trees. */
const panelId = "millrace.panel";
const fallbackId = "millrace.panelFallback";

export class RunViews implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer, vscode.UriHandler, vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #engines: Engines;
  #panel: { readonly view: vscode.WebviewView; readonly relay: Relay } | undefined;
  readonly #subscriptions: vscode.Disposable;

  constructor(context: vscode.ExtensionContext, engines: Engines) {
    this.#context = context;
    this.#engines = engines;
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.registerWebviewViewProvider(panelId, this),
      vscode.window.registerWebviewViewProvider(fallbackId, this),
      vscode.window.registerWebviewPanelSerializer(tabType, this),
      vscode.window.registerUriHandler(this),
    );
  }

  /** In the side panel, which is opened where the user has it and takes no focus. */
  show(engine: FolderEngine, target: ShowTarget): void {
    this.follow(engine, target);
    if (this.#panel !== undefined) this.#panel.view.show(true);
    else void vscode.commands.executeCommand(`${hasSecondarySideBar(vscode.version) ? panelId : fallbackId}.focus`, { preserveFocus: true });
  }

  /** In the side panel if that is open, and the next time that it is. */
  follow(engine: FolderEngine, target: ShowTarget): void {
    const shown = { folder: engine.uri, target };
    this.#remember(shown);
    this.#panel?.relay.show(shown);
  }

  openTab(engine: FolderEngine, target: ShowTarget, title = "Run"): void {
    const panel = vscode.window.createWebviewPanel(tabType, title, vscode.ViewColumn.Active, { enableFindWidget: true });
    this.#fillTab(panel, { folder: engine.uri, target });
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const target = this.#context.workspaceState.get<FolderTarget>(lastTargetKey) ?? null;
    const { webview } = view;
    const opened = openView({ kind: "panel", webview, target, onSelected: (selected) => this.#remember(selected) }, this.#context.extensionUri, this.#engines);
    this.#panel = { view, relay: opened.relay };
    view.onDidChangeVisibility(() => view.visible || opened.relay.release());
    view.onDidDispose(() => {
      opened.dispose();
      this.#panel = undefined;
    });
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#fillTab(panel, null);
  }

  /** `vscode://millrace.millrace/run/<id>` shows a run; a link never starts anything. */
  handleUri({ path }: vscode.Uri): void {
    const runId = /^\/run\/([\w-]+)$/.exec(path)?.[1];
    const engine = runId === undefined ? undefined : (this.#engines.ofRun(runId) ?? this.#engines.all()[0]);
    if (engine !== undefined && runId !== undefined) this.show(engine, { kind: "run", runId, taskRunId: null });
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #fillTab(panel: vscode.WebviewPanel, target: FolderTarget | null): void {
    const { webview } = panel;
    const rename = ({ folder, target: selected }: FolderTarget): void => {
      const run = selected.kind === "run" ? this.#engines.get(folder)?.mirror.runs.get(selected.runId) : undefined;
      if (run !== undefined) panel.title = run.name;
    };
    panel.iconPath = vscode.Uri.joinPath(this.#context.extensionUri, "media", "tab.svg");
    const opened = openView({ kind: "tab", webview, target, onSelected: rename }, this.#context.extensionUri, this.#engines);
    panel.onDidChangeViewState(() => panel.visible || opened.relay.release());
    panel.onDidDispose(() => opened.dispose());
  }

  #remember(target: FolderTarget): void {
    void this.#context.workspaceState.update(lastTargetKey, target);
  }
}
