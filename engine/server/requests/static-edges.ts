import { inferEdges } from "../../runs/history/static-edges.ts";
import type { RequestHandler } from "../request-handler.ts";

export const staticEdges: RequestHandler<"millrace/staticEdges"> = async (engine, { runId }) => {
  const { view, place } = engine.book.viewOf(runId);
  const { version } = engine.surroundings.contextToLook(null);
  const workspace = engine.surroundings.workspaceOf(place.directory);
  const edges = await inferEdges({ workspace, version, readEdges: (file) => engine.discovery.ask("edges", { file }) }, view);
  return [...edges].flatMap(([to, from]) => from.map(({ task }) => [task, to] as const));
};
