import type { ArtifactRecord, ArtifactSetRecord } from "./run-record.ts";
import type { ArtifactView } from "./run-view.ts";

type GrowingArtifact = { -readonly [Key in keyof ArtifactView]: ArtifactView[Key] };

/** The artifacts of a run, record by record. */
export class ArtifactFold {
  readonly byToken = new Map<string, GrowingArtifact>();
  /** By who made them, so that a fan-out that runs again costs no search through all. */
  readonly #byMaker = new Map<string, GrowingArtifact[]>();

  add({ artifact: token, type, key, data, description, run, task, at }: ArtifactRecord & { readonly at: number }): void {
    const artifact: GrowingArtifact = {
      artifact: token,
      type,
      key: key ?? null,
      data,
      description: description ?? null,
      run: run ?? null,
      task: task ?? null,
      createdAt: at,
      updatedAt: at,
      isSuperseded: false,
    };
    this.byToken.set(token, artifact);
    const maker = keyOf(task === undefined ? { run } : { task });
    const made = this.#byMaker.get(maker);
    if (made === undefined) this.#byMaker.set(maker, [artifact]);
    else made.push(artifact);
  }

  change({ artifact: token, data, description, at }: ArtifactSetRecord & { readonly at: number }): void {
    const artifact = this.byToken.get(token);
    if (artifact === undefined) return;
    artifact.updatedAt = at;
    if (data !== undefined) artifact.data = data;
    if (description !== undefined) artifact.description = description;
  }

  /** The code that made them runs again: that of a task run, or a flow run's own function. */
  supersede(maker: Maker): void {
    for (const artifact of this.#byMaker.get(keyOf(maker)) ?? []) artifact.isSuperseded = true;
  }
}

type Maker = { readonly task: number } | { readonly run: number | undefined };

function keyOf(maker: Maker): string {
  return "task" in maker ? `task ${maker.task}` : `run ${maker.run ?? ""}`;
}
