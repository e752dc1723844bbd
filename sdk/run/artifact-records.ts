/** Artifacts in the run's file: recorded before their maker goes on (J3). */
import { CancelledError } from "../../core/protocol/errors.ts";
import type { ArtifactType } from "../../core/records/artifact-type.ts";
import { artifactId } from "../../core/records/run-ids.ts";
import type { Json, StoredValue } from "../../core/states/stored-value.ts";
import { encodeValue, inlineLimit } from "../../journal/value-codec.ts";
import { knownSecrets } from "../secrets/known-secrets.ts";
import { sharedState } from "../shared-state.ts";
import { systemRandomness } from "../process/system-randomness.ts";
import type { RunContext } from "./context.ts";
import type { RootRun } from "./root-run.ts";

export interface MadeArtifact {
  readonly id: string;
  /** `undefined` and `null`: as before. */
  update(data: Json | undefined, description: string | null): Promise<void>;
}

export interface ArtifactContent {
  readonly type: ArtifactType;
  readonly key: string | null;
  readonly data: Json;
  readonly description: string | null;
}

export async function recordArtifact({ root, flow, task }: RunContext, { type, key, data, description }: ArtifactContent): Promise<MadeArtifact> {
  const artifact = root.newToken();
  root.write({
    k: "artifact",
    artifact,
    type,
    ...(key === null ? {} : { key }),
    data: storeJson(data, root),
    ...(description === null ? {} : { description }),
    ...(flow === null ? {} : { run: flow.number }),
    ...(task === null ? {} : { task: task.number }),
  });
  await root.written();
  return {
    id: artifactId(root.id, artifact),
    update: async (changed, text) => {
      if (root.isClosed) throw new CancelledError(`The run that made the artifact ${artifactId(root.id, artifact)} has ended.`);
      const what = { ...(changed === undefined ? {} : { data: storeJson(changed, root) }), ...(text === null ? {} : { description: text }) };
      root.write({ k: "artifactSet", artifact, ...what });
      await root.written();
    },
  };
}

/** There is no file that it could be kept in. Semantics of Prefect, which warns and goes on (`src/prefect/artifacts.py`). */
export function noRun(type: ArtifactType): MadeArtifact {
  process.emitWarning(`artifact.${type} was called outside of any flow or task run, so the artifact is kept nowhere.`, { code: "MILLRACE_NO_RUN" });
  const { uuid } = sharedState().host?.randomness ?? systemRandomness;
  return { id: uuid(), update: () => Promise.resolve() };
}

/** Large values are files of their own (J7). */
export function storeJson(value: Json, root: RootRun): StoredValue {
  // Unlike a result it is made to be shown: it is, without its secrets.
  const clean = knownSecrets().redactor.redactValue(value);
  return JSON.parse(encodeValue(clean, inlineLimit.result, root.storage) ?? "null") as StoredValue;
}
