import type { ArtifactDocument } from "../../../core/protocol/run-document.ts";
import { toArtifactDocument, type ShowValue } from "../../../core/protocol/to-document.ts";
import type { ArtifactView, RunView } from "../../../core/records/run-view.ts";

const most = 100;

/** The newest artifacts of a task run or a flow run, for a view, in the order in which they were made. */
export function artifactsOf(view: RunView, showValue: ShowValue, isWanted: (artifact: ArtifactView) => boolean): readonly ArtifactDocument[] {
  const wanted = [...view.artifacts.values()].filter((artifact) => !artifact.isSuperseded && isWanted(artifact));
  return wanted.slice(-most).map((artifact) => toArtifactDocument({ view, showValue }, artifact));
}
