/** The engine's side of the language client's connection: from messages to the folder's engine and back. */
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Connection, type Diagnostic, DiagnosticSeverity, MessageType, PublishDiagnosticsNotification, ShowMessageNotification, TextDocuments, TextDocumentSyncKind } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type EditorRequests, type EngineOptions, protocolVersion } from "../../core/protocol/editor-api.ts";
import { UsageError, VersionMismatchError } from "../../core/protocol/errors.ts";
import type { SourceProblem } from "../../core/protocol/flow-entry.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { describeError, toResponseError } from "./failure.ts";
import { FolderEngine } from "./folder-engine.ts";
import type { RequestHandler } from "./request-handler.ts";
import { checkRequest, checkSettings } from "./request-shapes.ts";
import { requestTable } from "./request-table.ts";

type World = Pick<EnginePorts, "env" | "clock" | "randomness" | "version" | "log">;

/** Serves one client, until it goes. */
export function serve(connection: Connection, world: World): { close(): Promise<void> } {
  const documents = new TextDocuments(TextDocument);
  let engine: FolderEngine | undefined;

  connection.onInitialize(({ initializationOptions }) => {
    const options = readOptions(initializationOptions);
    engine = new FolderEngine(options, {
      ...world,
      showError: (message) => tell(ShowMessageNotification.method, { type: MessageType.Error, message }),
      send: tell,
      publishProblems: (file, problems) => {
        const uri = pathToFileURL(join(options.folder, file)).href;
        tell(PublishDiagnosticsNotification.method, { uri, diagnostics: problems.map((problem) => toDiagnostic(problem, documents.get(uri))) });
      },
    });
    return { capabilities: { textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental } }, serverInfo: { name: "millrace", version: world.version } };
  });
  connection.onInitialized(() => engine?.start());
  documents.onDidChangeContent(({ document }) => setBuffer(document.uri, document.getText()));
  documents.onDidClose(({ document }) => setBuffer(document.uri, null));
  for (const method of Object.keys(requestTable) as (keyof EditorRequests)[]) listenFor(method);
  connection.onShutdown(() => close());
  documents.listen(connection);
  connection.listen();
  return { close };

  function listenFor<Method extends keyof EditorRequests>(method: Method): void {
    const handle: RequestHandler<Method> = requestTable[method];
    connection.onRequest(method, async (params: EditorRequests[Method]["params"]) => {
      try {
        if (engine === undefined) throw new UsageError("The engine has not been initialized, or has been shut down.");
        checkRequest(method, params);
        return await handle(engine, params);
      } catch (error) {
        world.log(`${method}: ${describeError(error)}`);
        throw toResponseError(error);
      }
    });
  }

  /** A client that has gone hears nothing, and the end of its channel ends this process. */
  function tell(method: string, params: object): void {
    connection.sendNotification(method, params).catch(() => undefined);
  }

  function setBuffer(uri: string, text: string | null): void {
    if (uri.startsWith("file:")) engine?.setBuffer(fileURLToPath(uri), text);
  }

  async function close(): Promise<void> {
    const closing = engine;
    engine = undefined;
    await closing?.close();
  }
}

/** @throws VersionMismatchError as a response error, which the client shows. */
function readOptions(value: unknown): EngineOptions {
  const options = value as Partial<EngineOptions> | undefined;
  if (typeof options?.protocol !== "number" || typeof options.folder !== "string" || typeof options.settings !== "object") {
    throw toResponseError(new UsageError("The engine is started by the Millrace extension, with a folder and settings."));
  }
  if (options.protocol !== protocolVersion) {
    const message = `The extension speaks protocol ${options.protocol}, and this engine speaks ${protocolVersion}.`;
    throw toResponseError(new VersionMismatchError(message, "Reload the window: the extension has been updated."));
  }
  try {
    checkSettings(options.settings);
  } catch (error) {
    throw toResponseError(error);
  }
  return options as EngineOptions;
}

/** From the first letter of its line to the end. */
function toDiagnostic({ line, message, hint }: SourceProblem, document: TextDocument | undefined): Diagnostic {
  const row = line - 1;
  const text = document?.getText({ start: { line: row, character: 0 }, end: { line: row + 1, character: 0 } }).trimEnd() ?? "";
  const start = text.length - text.trimStart().length;
  return {
    range: { start: { line: row, character: start }, end: { line: row, character: Math.max(start + 1, text.length) } },
    severity: DiagnosticSeverity.Warning,
    source: "millrace",
    message: `${message}\n${hint}`,
  };
}
