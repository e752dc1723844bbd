/** A bundle of its own, read when the first engine is started: it is eight times as large as all the rest. */
export { CloseAction, ErrorAction, LanguageClient, TransportKind } from "vscode-languageclient/node";
