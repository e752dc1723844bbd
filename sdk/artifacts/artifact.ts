import { currentContext } from "../run/context.ts";
import { noRun, recordArtifact, type MadeArtifact } from "../run/artifact-records.ts";
import {
  type ArtifactKind,
  artifactKinds,
  FieldCheck,
  type ImageFields,
  type LinkFields,
  type MarkdownFields,
  type ProgressFields,
  type TableFields,
} from "./artifact-kinds.ts";

/** What every artifact may have. */
export interface ArtifactOptions {
  /** Lowercase letters, digits and dashes. Default: none. */
  readonly key?: string;
  /** Markdown. Default: none. */
  readonly description?: string;
}

/** An artifact that has been recorded. */
export interface Artifact<Fields> {
  /** Unique in the workspace; of an artifact outside of any run, in the process. */
  readonly id: string;
  /**
   * Replaces what is given, under the same id. Fulfils once that is recorded.
   *
   * @throws DefinitionError for a bad field. @throws CancelledError from an attempt that has ended.
   */
  update(changes: Partial<Fields> & Pick<ArtifactOptions, "description">): Promise<void>;
}

type MakeArtifact<Fields> = (fields: Fields & ArtifactOptions) => Promise<Artifact<Fields>>;

/**
 * Things that a run makes for people to look at: in the editor's inspector, in JSON, in SQL. Each call makes one and fulfils
 * once it is recorded. Outside of any run it is kept nowhere, with a warning.
 *
 * @throws DefinitionError for a bad key or field. @throws CancelledError from an attempt that has ended.
 * @example
 * await artifact.markdown({ key: "report", markdown: "# All well" });
 * const progress = await artifact.progress({ key: "import", progress: 0 });
 * await progress.update({ progress: 50 });
 */
export const artifact: {
  readonly markdown: MakeArtifact<MarkdownFields>;
  readonly table: MakeArtifact<TableFields>;
  readonly link: MakeArtifact<LinkFields>;
  readonly progress: MakeArtifact<ProgressFields>;
  readonly image: MakeArtifact<ImageFields>;
} = {
  markdown: (fields) => makeArtifact(artifactKinds.markdown, fields),
  table: (fields) => makeArtifact(artifactKinds.table, fields),
  link: (fields) => makeArtifact(artifactKinds.link, fields),
  progress: (fields) => makeArtifact(artifactKinds.progress, fields),
  image: (fields) => makeArtifact(artifactKinds.image, fields),
};

async function makeArtifact<Fields extends object>(kind: ArtifactKind, given: Fields & ArtifactOptions): Promise<Artifact<Fields>> {
  const context = currentContext();
  if (context?.attempt.refusesCalls === true) return await context.attempt.refuse();
  const warn = (message: string): void => context?.root.log("warn", message, context);
  const check = new FieldCheck(kind, given, warn);
  const { key, description } = check;
  const data = kind.read(check);
  const made = context === undefined ? noRun(kind.type) : await recordArtifact(context, { type: kind.type, key, data, description });
  return { id: made.id, update: updater(kind, given, made, warn) };
}

function updater<Fields extends object>(kind: ArtifactKind, first: Fields & ArtifactOptions, made: MadeArtifact, warn: (message: string) => void): Artifact<Fields>["update"] {
  let fields: object = first;
  return async (changes) => {
    const attempt = currentContext()?.attempt;
    if (attempt?.refusesCalls === true) return await attempt.refuse();
    const check = new FieldCheck(kind, { ...fields, ...changes }, warn);
    const isOtherData = kind.fields.some((name) => name in changes);
    const data = kind.read(check);
    fields = { ...fields, ...changes };
    await made.update(isOtherData ? data : undefined, "description" in changes ? check.description : null);
  };
}
