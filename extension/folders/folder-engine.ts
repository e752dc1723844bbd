/** The engine of one workspace folder: a process of its own, spoken to by the language client. */
import { protocolVersion, type EngineChange, type EngineOptions, type EngineSettings } from "../../core/protocol/editor-api.ts";
import { EngineLink, eventNames, type EngineConnection, type EngineEvent, type EngineListener } from "../../core/protocol/engine-link.ts";
import { readEngineSettings } from "../../core/presentation/settings.ts";
import { codeLanguages, settings } from "../settings.ts";
import { clock } from "../timers.ts";
import { vscode } from "../vscode.ts";

const shutdownMs = 3_000;
// Following a run makes many small objects that live a while: with more room for them a third of the time is saved.
const engineArguments = ["--max-semi-space-size=32"];

export class FolderEngine extends EngineLink {
  readonly folder: vscode.WorkspaceFolder;

  constructor(folder: vscode.WorkspaceFolder, module: string, log: vscode.LogOutputChannel, onGivenUp: (engine: FolderEngine) => void) {
    super(
      { uri: folder.uri.toString(), name: folder.name },
      {
        clock,
        settings: () => engineSettings(folder),
        log: (level, message, cause) => log[level](message, ...(cause === undefined ? [] : [cause])),
        connect: (listener) => connect(folder, module, log, listener),
        gaveUp: () => onGivenUp(this),
      },
    );
    this.folder = folder;
  }
}

function engineSettings({ uri }: vscode.WorkspaceFolder): EngineSettings {
  return readEngineSettings(settings(uri), vscode.workspace.isTrusted);
}

async function connect(folder: vscode.WorkspaceFolder, module: string, log: vscode.LogOutputChannel, listener: EngineListener): Promise<EngineConnection> {
  const { CloseAction, ErrorAction, LanguageClient, TransportKind } = await import("./language-client.ts");
  const options: EngineOptions = { protocol: protocolVersion, folder: folder.uri.fsPath, settings: engineSettings(folder) };
  const pattern = { baseUri: folder.uri.toString(), pattern: "**/*" };
  const server = { module, transport: TransportKind.ipc, options: { execArgv: engineArguments } };
  const client = new LanguageClient("millrace", "Millrace Engine", server, {
    documentSelector: codeLanguages.map((language) => ({ language, scheme: "file", pattern })),
    workspaceFolder: folder,
    outputChannel: log,
    initializationOptions: options,
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      // The link starts it again, with a client of its own.
      closed: () => {
        listener.died();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
  });
  client.onNotification("millrace/changed", (change: EngineChange) => listener.changed(change));
  for (const name of eventNames) client.onNotification(name, (params: EngineEvent["params"]) => listener.happened({ name, params } as EngineEvent));
  await client.start();
  return {
    request: (method, params) => client.sendRequest(method, params),
    close: () => client.dispose(shutdownMs).catch((error: unknown) => log.warn("The engine did not shut down by itself.", String(error))),
  };
}
