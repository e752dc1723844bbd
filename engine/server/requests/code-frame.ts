import { timesOf } from "../../../core/rules/bookkeeping.ts";
import { codeFrameAt } from "../../runs/picture/code-frame.ts";
import type { RequestHandler } from "../request-handler.ts";

export const codeFrame: RequestHandler<"millrace/codeFrame"> = (engine, { runId, place }) => {
  const { view, place: run } = engine.book.viewOf(runId);
  const { folder } = engine.foldersOf(run);
  const root = view.flowRuns.get(0);
  const endMs = (timesOf(root?.states ?? []).endAt ?? Infinity) / 1_000;
  return codeFrameAt(folder, place, endMs);
};
