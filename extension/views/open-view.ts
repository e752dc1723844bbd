/** Puts a page into a webview, and the relay to the engines behind it. */
import { randomBytes } from "node:crypto";
import { actionCommands } from "../../core/presentation/view-actions.ts";
import { failureOf } from "../../core/presentation/failure-of.ts";
import { viewPage } from "../../core/presentation/view-page.ts";
import { ViewRelay, type FolderTarget } from "../../core/protocol/view-relay.ts";
import type { HostInfo, ViewAction } from "../../core/protocol/view-api.ts";
import type { Engines } from "../folders/engines.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { openPlace } from "../folders/places.ts";
import { clock } from "../timers.ts";
import { vscode } from "../vscode.ts";

export interface View {
  readonly kind: HostInfo["kind"];
  readonly webview: vscode.Webview;
  /** What it shows at first; `null`: what its page remembers. */
  readonly target: FolderTarget | null;
  readonly onSelected: (target: FolderTarget) => void;
}

export type Relay = ViewRelay<FolderEngine>;

/** The relay ends with the view. */
export function openView({ kind, webview, target, onSelected }: View, extension: vscode.Uri, engines: Engines): { readonly relay: Relay; dispose(): void } {
  const relay = new ViewRelay<FolderEngine>(kind, target, {
    clock,
    post: (message) => void webview.postMessage(message),
    engines: () => engines.all(),
    pathOf: ({ folder }) => folder.uri.fsPath,
    isTrusted: () => vscode.workspace.isTrusted,
    failureOf,
    act: (folder, action) => void act(folder, action),
    selected: onSelected,
  });
  const listening = vscode.Disposable.from(
    webview.onDidReceiveMessage((message: unknown) => relay.receive(message)),
    engines.onNews(({ engine, news }) => relay.heard(engine, news)),
    engines.onDidChangeFolders(() => relay.hello()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => relay.hello()),
  );
  const dist = vscode.Uri.joinPath(extension, "dist");
  const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
  const nonce = randomBytes(16).toString("base64");
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  webview.html = viewPage({ nonce, source: webview.cspSource, script: file("webview.js"), styles: [file("webview.css")] });
  return {
    relay,
    dispose() {
      relay.release();
      listening.dispose();
    },
  };
}

async function act(folder: string, action: ViewAction): Promise<void> {
  if (action.kind === "copy") await vscode.env.clipboard.writeText(action.text);
  else if (action.kind === "openSource") await openPlace(action.place);
  else await vscode.commands.executeCommand(actionCommands[action.kind], { folder, ...action });
}
