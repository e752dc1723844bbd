import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { ChaosWorkspace } from "../workspace.ts";
import { repository } from "../workspace.ts";
import type { HostFailure, HostMessage, HostMethod, HostRequests } from "./messages.ts";

/** A request that was refused, as a command would tell it. */
export class RefusedRequest extends Error {
  override readonly name = "RefusedRequest";
  readonly failure: HostFailure;

  constructor(method: string, failure: HostFailure) {
    super(`${method} was refused: ${failure.code}: ${failure.message}`);
    this.failure = failure;
  }
}

/** The host died before it could answer. */
export class HostGone extends Error {
  override readonly name = "HostGone";
}

export class HostSilent extends Error {
  override readonly name = "HostSilent";
}

interface Waiting {
  readonly method: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Longest that a request may take, in milliseconds: cancels with their grace and kill, end hooks, a busy machine. */
const answerMs = 60_000;

export class HostProcess {
  readonly child: ChildProcess;
  /** How runs ended that this host started, by what its engine told. */
  readonly ended: Extract<HostMessage, { type: "ended" }>[] = [];
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #output = "";

  constructor(bundle: string, workspace: ChaosWorkspace, graceMs: number) {
    const dist = join(repository, "dist");
    this.child = fork(bundle, [], {
      cwd: workspace.root,
      env: { ...workspace.env, CHAOS_RUNNER: join(dist, "runner.js"), CHAOS_COMMAND: join(dist, "millrace.js"), CHAOS_WASM: join(dist, "sql-wasm.wasm"), CHAOS_GRACE_MS: String(graceMs) },
      execArgv: [],
      silent: true,
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#output += text));
    this.child.on("message", (message: HostMessage) => this.#take(message));
    this.child.on("error", () => undefined);
    this.child.once("exit", () => {
      for (const { method, reject } of this.#waiting.values()) reject(new HostGone(`The host ended during ${method}.`));
      this.#waiting.clear();
    });
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it has printed: nothing, unless it broke. */
  get output(): string {
    return this.#output;
  }

  /** @throws RefusedRequest, HostGone, HostSilent */
  ask<Method extends HostMethod>(method: Method, params: HostRequests[Method]["params"]): Promise<HostRequests[Method]["result"]> {
    if (!this.isAlive) return Promise.reject(new HostGone(`The host was gone before ${method}.`));
    this.#last += 1;
    const id = this.#last;
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => reject(new HostSilent(`${method} ${JSON.stringify(params)} was not answered within ${answerMs / 1_000} s.`)), answerMs);
      const settle = <T>(then: (value: T) => void) => (value: T): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        then(value);
      };
      this.#waiting.set(id, { method, resolve: settle(resolve), reject: settle(reject) });
    });
    this.child.send({ id, method, params }, () => undefined);
    return answer as Promise<HostRequests[Method]["result"]>;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    if (!this.isAlive) return;
    const gone = new Promise<void>((resolve) => this.child.once("exit", () => resolve()));
    this.child.kill(signal);
    await gone;
  }

  #take(message: HostMessage): void {
    switch (message.type) {
      case "ended":
        this.ended.push(message);
        return;
      case "answer":
        this.#waiting.get(message.id)?.resolve(message.result);
        return;
      case "failure": {
        const waiting = this.#waiting.get(message.id);
        waiting?.reject(new RefusedRequest(waiting.method, message.failure));
      }
    }
  }
}
