/** The run that is shown: opened, kept up, opened again when something was missed. */
import type { EngineFailure } from "../../core/protocol/editor-api.ts";
import type { PictureDelta } from "../../core/protocol/run-picture.ts";
import type { Disposable } from "../timers.ts";
import { Emitter } from "./emitter.ts";
import { failureOf, type EngineLink } from "./engine-link.ts";
import { PictureMirror, type PictureChange } from "./picture.ts";

/** `whole`: another picture than before. */
export type OpenRunChange = { readonly kind: "whole" } | { readonly kind: "delta"; readonly change: PictureChange } | { readonly kind: "failed" };

export class OpenRun implements Disposable {
  readonly folder: string;
  readonly runId: string;
  readonly changed = new Emitter<OpenRunChange>();
  readonly #link: Pick<EngineLink, "request">;
  #mirror: PictureMirror | undefined;
  #failure: EngineFailure | undefined;
  #staticEdges: readonly (readonly [number, number])[] = [];
  #isOpening = false;
  /** How often the engine counts it as opened by this view. */
  #opened = 0;
  #isDisposed = false;

  constructor(link: Pick<EngineLink, "request">, folder: string, runId: string) {
    this.#link = link;
    this.folder = folder;
    this.runId = runId;
  }

  /** `undefined` until it is there for the first time. */
  get mirror(): PictureMirror | undefined {
    return this.#mirror;
  }

  get failure(): EngineFailure | undefined {
    return this.#failure;
  }

  /** Edges that the code shows and the run could not. */
  get staticEdges(): readonly (readonly [number, number])[] {
    return this.#staticEdges;
  }

  /** Asks for the whole. `isNewEngine`: the earlier openings went with the engine that counted them. */
  async open(isNewEngine = false): Promise<void> {
    if (isNewEngine) this.#opened = 0;
    else if (this.#isOpening) return;
    this.#isOpening = true;
    try {
      const picture = await this.#link.request(this.folder, "millrace/openRun", { runId: this.runId });
      this.#opened += 1;
      this.#closeBut(this.#isDisposed ? 0 : 1);
      if (this.#isDisposed) return;
      this.#mirror = new PictureMirror(picture);
      this.#failure = undefined;
      this.changed.emit({ kind: "whole" });
    } catch (thrown) {
      if (this.#isDisposed) return;
      this.#failure = failureOf(thrown);
      this.changed.emit({ kind: "failed" });
    } finally {
      this.#isOpening = false;
    }
  }

  apply(delta: PictureDelta): void {
    if (this.#mirror === undefined) return;
    const change = this.#mirror.apply(delta);
    if (change === undefined) void this.open();
    else this.changed.emit({ kind: "delta", change });
  }

  /** For the graph; asked for when it is looked at, since the engine has to read the flow's code. */
  async loadStaticEdges(): Promise<void> {
    try {
      this.#staticEdges = await this.#link.request(this.folder, "millrace/staticEdges", { runId: this.runId });
      if (!this.#isDisposed && this.#staticEdges.length > 0) this.changed.emit({ kind: "whole" });
    } catch {
      // Code that has gone or cannot be read shows no edges; those of the run are drawn.
      this.#staticEdges = [];
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#closeBut(0);
  }

  #closeBut(wanted: number): void {
    for (; this.#opened > wanted; this.#opened -= 1) {
      // An engine that is gone has forgotten it by itself.
      this.#link.request(this.folder, "millrace/closeRun", { runId: this.runId }).catch(() => undefined);
    }
  }
}
