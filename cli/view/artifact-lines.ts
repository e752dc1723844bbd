/** What a run has made for people, a line each: the editor, SQL and JSON have all of it. */
import type { RunDocument } from "../../core/protocol/run-document.ts";
import type { ArtifactType } from "../../core/records/artifact-type.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { toLine, type Look } from "./look.ts";
import { oneLine } from "./text.ts";

export interface ShownArtifact {
  readonly key: string | null;
  readonly type: ArtifactType;
  /** `undefined` where it is in a file of its own, which is not read for a line. */
  readonly data: Json | undefined;
}

const most = 10;

export function artifactLines(artifacts: readonly ShownArtifact[], look: Look): readonly string[] {
  const shown = artifacts.slice(-most);
  const width = Math.max(0, ...shown.map(({ key, type }) => (key ?? type).length));
  const lines = shown.map((artifact) => {
    const name = artifact.key ?? artifact.type;
    return toLine(look, [{ text: `${name.padEnd(width)}  `, paint: "dim" }, textOf(artifact)]);
  });
  const left = artifacts.length - shown.length;
  return left === 0 ? lines : [toLine(look, [{ text: `${look.icons.ellipsis} ${left} earlier ${left === 1 ? "artifact" : "artifacts"}`, paint: "dim" }]), ...lines];
}

/** Those of a run that has just ended, of its child flows too. */
export function artifactsOfView({ artifacts }: RunView): readonly ShownArtifact[] {
  const shown = [...artifacts.values()].filter(({ isSuperseded }) => !isSuperseded);
  return shown.map(({ key, type, data }) => ({ key, type, data: "v" in data ? data.v : undefined }));
}

export function artifactsOfDocument({ artifacts, childRuns }: RunDocument): readonly ShownArtifact[] {
  return [...artifacts.filter(({ superseded }) => superseded !== true), ...childRuns.flatMap(artifactsOfDocument)];
}

function textOf({ type, data }: ShownArtifact): string {
  switch (type) {
    case "markdown":
      return typeof data === "string" ? oneLine(data.trim().split("\n")[0] ?? "") : "Markdown";
    case "table":
      return Array.isArray(data) ? `table of ${data.length} ${data.length === 1 ? "row" : "rows"}` : "table";
    case "link":
      return oneLine(addressOf(data));
    case "progress":
      return typeof data === "number" ? `${Math.round(data)} %` : "progress";
    case "image":
      return typeof data === "string" && !data.startsWith("data:") ? oneLine(data) : "image";
  }
}

function addressOf(data: Json | undefined): string {
  if (typeof data !== "object" || data === null || !("link" in data)) return "link";
  return typeof data.link === "string" ? data.link : "link";
}
