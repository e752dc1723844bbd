import { Worker } from "node:worker_threads";

import { EngineUnavailableError, MillraceError } from "../../../core/protocol/errors.ts";
import type { DiscoveryNews, DiscoveryOptions, DiscoveryOrder, DiscoveryQuestions, FoundInFile, QuestionKind } from "./messages.ts";

const mostRestarts = 3;
/** Syntax trees outlive the default's collections of young objects, which then take as long as the parsing. */
const youngMb = 96;

export interface DiscoveryListener {
  readonly onFound: (files: Readonly<Record<string, FoundInFile>>) => void;
  /** Every file has been looked at. What is not among these files has nothing any more. */
  readonly onScanned: (found: ReadonlySet<string>) => void;
  /** The thread died; it starts again unless it does so too often. */
  readonly onCrash: (error: Error, willRestart: boolean) => void;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The thread that reads sources, from outside. It is started again when it dies, with the editor's texts. */
export class DiscoveryThread {
  #options: DiscoveryOptions;
  readonly #listener: DiscoveryListener;
  readonly #buffers = new Map<string, string>();
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker;
  #found = new Set<string>();
  #lastId = 0;
  #restarts = 0;
  #isDead = false;
  #isDisposed = false;

  constructor(options: DiscoveryOptions, listener: DiscoveryListener) {
    this.#options = options;
    this.#listener = listener;
    this.#worker = this.#start();
  }

  /** The editor's text of a file; `null`: it has been closed. */
  setBuffer(file: string, text: string | null): void {
    if (text === null) this.#buffers.delete(file);
    else this.#buffers.set(file, text);
    this.#send({ type: "buffer", file, text });
  }

  /** @throws MillraceError with the code that the thread gave. */
  async ask<Kind extends QuestionKind>(kind: Kind, question: DiscoveryQuestions[Kind]["question"]): Promise<DiscoveryQuestions[Kind]["answer"]> {
    if (this.#isDead) throw new EngineUnavailableError("The thread that reads sources has died too often. Restart the engine.");
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    // The kind and its question belong together by this method's type.
    this.#send({ type: "ask", id, kind, question } as DiscoveryOrder);
    return (await answer) as DiscoveryQuestions[Kind]["answer"];
  }

  /** Begins again with other options. */
  setOptions(options: DiscoveryOptions): void {
    this.#options = options;
    const before = this.#worker;
    before.removeAllListeners();
    void before.terminate();
    this.#dropWaiting(new Error("its settings have changed"));
    this.#worker = this.#start();
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await this.#worker.terminate();
  }

  #start(): Worker {
    this.#found = new Set();
    const worker = new Worker(new URL("./discovery.js", import.meta.url), { workerData: this.#options, resourceLimits: { maxYoungGenerationSizeMb: youngMb } });
    let failure: Error | undefined;
    worker.on("message", (news: DiscoveryNews) => this.#take(news));
    worker.on("error", (error) => (failure = error instanceof Error ? error : new Error(String(error))));
    worker.on("exit", (code) => {
      if (!this.#isDisposed) this.#restart(failure ?? new Error(`the thread ended with code ${code}`));
    });
    for (const [file, text] of this.#buffers) worker.postMessage({ type: "buffer", file, text } satisfies DiscoveryOrder);
    return worker;
  }

  #restart(error: Error): void {
    this.#dropWaiting(error);
    this.#restarts += 1;
    const willRestart = this.#restarts <= mostRestarts;
    this.#listener.onCrash(error, willRestart);
    if (willRestart) this.#worker = this.#start();
    else this.#isDead = true;
  }

  #dropWaiting(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(new EngineUnavailableError("The thread that reads sources has begun again. Ask once more.", error));
    this.#waiting.clear();
  }

  #send(order: DiscoveryOrder): void {
    this.#worker.postMessage(order);
  }

  #take(news: DiscoveryNews): void {
    switch (news.type) {
      case "found":
        for (const file of Object.keys(news.files)) this.#found.add(file);
        this.#listener.onFound(news.files);
        return;
      case "scanned":
        this.#listener.onScanned(this.#found);
        return;
      case "answer":
        this.#settle(news.id)?.resolve(news.answer);
        return;
      case "failed": {
        const { code, message, hint } = news.failure;
        this.#settle(news.id)?.reject(new MillraceError(code, message, hint === null ? {} : { hint }));
        return;
      }
    }
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
