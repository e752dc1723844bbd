/** The editor's engine as a process of its own, and what a window mirrors of it: its runs, and the pictures that are open. */
import { ResponseError } from "vscode-jsonrpc/node";
import type { EditorRequests } from "../../../core/protocol/editor-api.ts";
import type { PictureDelta } from "../../../core/protocol/run-picture.ts";
import { EngineProcess } from "../../engine/server/engine-process.ts";
import { PictureMirror } from "../../../webview/model/picture.ts";
import type { ChaosWorkspace } from "../workspace.ts";
import { HostGone, HostSilent, RefusedRequest } from "./host-process.ts";

const answerMs = 60_000;

export class EditorWindow {
  readonly engine: EngineProcess;
  readonly #mirrors = new Map<string, PictureMirror>();
  #taken = 0;

  private constructor(engine: EngineProcess) {
    this.engine = engine;
  }

  /** Where an engine was killed as it was starting, nobody is there: `isAlive` says so. */
  static async open(workspace: ChaosWorkspace): Promise<EditorWindow> {
    const engine = new EngineProcess(workspace.root, workspace.env);
    const window = new EditorWindow(engine);
    await window.#orGone(engine.initialize({ cancelGraceMs: 700 }), "initialize").catch((error: unknown) => {
      if (!(error instanceof HostGone)) throw error;
    });
    return window;
  }

  get pid(): number | undefined {
    return this.engine.child.pid;
  }

  get isAlive(): boolean {
    return this.engine.child.exitCode === null && this.engine.child.signalCode === null;
  }

  get openRuns(): readonly string[] {
    return [...this.#mirrors.keys()];
  }

  /** @throws RefusedRequest, HostGone, HostSilent */
  async ask<Method extends keyof EditorRequests>(method: Method, params: EditorRequests[Method]["params"]): Promise<EditorRequests[Method]["result"]> {
    return this.#orGone(this.engine.ask(method, params), method);
  }

  /** From now on its deltas keep the mirror up. @throws as `ask` */
  async openRun(runId: string): Promise<void> {
    if (this.#mirrors.has(runId)) return;
    this.#mirrors.set(runId, new PictureMirror(await this.ask("millrace/openRun", { runId })));
  }

  async closeRun(runId: string): Promise<void> {
    if (this.#mirrors.delete(runId)) await this.ask("millrace/closeRun", { runId });
  }

  /** What the mirror of an open run shows, after all that was told; `undefined`: it has to be asked for again, as a view does. */
  mirror(runId: string): PictureMirror | undefined {
    for (const { name, params } of this.engine.told.slice(this.#taken)) {
      if (name !== "millrace/pictureChanged") continue;
      const delta = params as PictureDelta;
      const mirror = this.#mirrors.get(delta.run.id);
      if (mirror !== undefined && mirror.apply(delta) === undefined) this.#mirrors.delete(delta.run.id);
    }
    this.#taken = this.engine.told.length;
    return this.#mirrors.get(runId);
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const { child } = this.engine;
    if (!this.isAlive) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill(signal);
    await gone;
    this.engine.connection.dispose();
  }

  /** A request whose engine is killed is never answered. */
  async #orGone<T>(answer: Promise<T>, method: string): Promise<T> {
    const { child } = this.engine;
    let stop: () => void = () => undefined;
    const over = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => reject(new HostSilent(`${method} was not answered within ${answerMs / 1_000} s.`)), answerMs);
      const gone = (): void => reject(new HostGone(`The editor's engine ended during ${method}.`));
      child.once("exit", gone);
      stop = () => {
        clearTimeout(timer);
        child.off("exit", gone);
      };
      if (!this.isAlive) gone();
    });
    try {
      return await Promise.race([answer, over]);
    } catch (error) {
      if (!this.isAlive) throw new HostGone(`The editor's engine ended during ${method}.`);
      if (!(error instanceof ResponseError)) throw error;
      const code = (error.data as { readonly code?: string } | undefined)?.code ?? null;
      throw new RefusedRequest(method, { code, message: error.message });
    } finally {
      stop();
      answer.catch(() => undefined);
      over.catch(() => undefined);
    }
  }
}
