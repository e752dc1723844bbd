import type { EditorRequests } from "../../core/protocol/editor-api.ts";
import type { FolderEngine } from "./folder-engine.ts";

/** Answers one request of the editor. What it throws becomes a response error (E3). */
export type RequestHandler<Method extends keyof EditorRequests> = (
  engine: FolderEngine,
  params: EditorRequests[Method]["params"],
) => EditorRequests[Method]["result"] | Promise<EditorRequests[Method]["result"]>;
