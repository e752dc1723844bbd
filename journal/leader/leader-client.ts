/**
 * The way to the leader of a workspace (J8), whoever that is: connects when something is asked, starts one where there is
 * none, and goes on with the next when it dies.
 *
 * C1. What is asked is asked again of the next leader until it is answered: each request is known by its token (A2).
 * C2. Who holds or waits for something connects anew at once when the connection closes, says what it holds, and only then
 *     goes on. Who does not, connects with its next request.
 * C3. A leader of an older version ends; one of a newer version makes this process say what to update.
 * C4. It keeps the process alive while something is asked or waited for, and no longer.
 * C5. A leader that lives and does not answer is told of after ten seconds, but to those who wait for slots: they wait for as
 *     long as it takes, over a machine's sleep too.
 */
import type { Clock, Timer } from "../../core/base/clock.ts";
import { EngineUnavailableError } from "../../core/protocol/errors.ts";
import { leaderProtocol, type LeaderEvents, type LeaderHello, type LeaderRequests } from "../../core/protocol/leader-api.ts";
import type { HeldSlots } from "../../core/limits/slots.ts";
import { findLeader } from "./find-leader.ts";
import type { LeaderConnection } from "./leader-connection.ts";
import { startLeader, type LeaderCommand } from "./start-leader.ts";

export interface LeaderClientParts {
  /** The `.millrace` folder. */
  readonly home: string;
  readonly clock: Clock;
  /** Of this package. */
  readonly version: string;
  /** Tells it from every other client. */
  readonly id: string;
  readonly role: LeaderHello["role"];
  readonly command: LeaderCommand;
}

/** What is kept at a leader for somebody here, and has to be said to the next one. */
export interface LeaderStake {
  /** Whether there is any, so that a connection is needed at once. */
  isLive(): boolean;
  held(): readonly HeldSlots[];
  /** A leader knows what is held; what was waited for is asked again. */
  onConnected(): void;
  /** There will be none. */
  onFailed(error: Error): void;
  onDecided(event: LeaderEvents["limits/decided"]): void;
  onChanged(): void;
}

/** How long a leader may leave a request without an answer, in milliseconds (C5). */
const answersInMs = 10_000;
/** How often leaders may die under one request before it is given up. */
const mostTries = 20;

/** How long one waits for an answer: `over` rejects when it is too long. */
interface Patience {
  readonly over: Promise<never>;
  end(): void;
}

/** Anew for each: what is raced with a promise stays with it until that settles. */
function endlessPatience(): Patience {
  return { over: new Promise<never>(() => undefined), end: () => undefined };
}

export class LeaderClient {
  readonly #parts: LeaderClientParts;
  readonly #stake: LeaderStake;
  #connection: Promise<LeaderConnection> | null = null;
  #open: LeaderConnection | null = null;
  /** One that has not said welcome yet. */
  #greeted: LeaderConnection | null = null;
  /** The leader that was reached last, and since when. */
  #reached: { readonly pid: number; readonly sinceUs: number } | null = null;
  #asked = 0;
  #isHeld = false;
  #isDisposed = false;

  constructor(parts: LeaderClientParts, stake: LeaderStake) {
    this.#parts = parts;
    this.#stake = stake;
  }

  /** @throws EngineUnavailableError, StoreUnwritableError, and what the leader refuses it with. */
  async request<Method extends keyof LeaderRequests>(method: Method, params: LeaderRequests[Method]["params"]): Promise<LeaderRequests[Method]["result"]> {
    const patience = this.#startPatience();
    try {
      return await this.#ask(method, params, patience);
    } finally {
      patience.end();
    }
  }

  /** As `request`, for as long as it takes (C5). @throws as `request` */
  async requestPatiently<Method extends keyof LeaderRequests>(method: Method, params: LeaderRequests[Method]["params"]): Promise<LeaderRequests[Method]["result"]> {
    return await this.#ask(method, params, endlessPatience());
  }

  async #ask<Method extends keyof LeaderRequests>(method: Method, params: LeaderRequests[Method]["params"], { over }: Patience): Promise<LeaderRequests[Method]["result"]> {
    this.#asked += 1;
    this.#hold();
    try {
      for (let tries = 1; ; tries += 1) {
        const connection = await Promise.race([this.#connect(), over]);
        try {
          return await Promise.race([connection.request(method, params), over]);
        } catch (error) {
          const isLost = error instanceof Error && error.name === "ConnectionLost";
          if (!isLost || this.#isDisposed) throw error;
          if (tries === mostTries) throw new EngineUnavailableError(`The workspace's leader has died ${tries} times before it could answer.`, error);
          this.#drop(connection);
        }
      }
    } finally {
      this.#asked -= 1;
      this.#hold();
    }
  }

  /** Counted from when a leader is reached: how long one may take to start has its own limit. */
  #startPatience(): Patience {
    const { clock } = this.#parts;
    const beganUs = clock.nowUs();
    let timer: Timer | null = null;
    const over = new Promise<never>((_, reject) => {
      const look = (): void => {
        const leftMs = this.#reached === null ? answersInMs : (Math.max(beganUs, this.#reached.sinceUs) - clock.nowUs()) / 1_000 + answersInMs;
        if (this.#reached === null || leftMs > 0) timer = clock.startTimer(leftMs, look);
        else reject(noAnswer(this.#reached.pid));
      };
      look();
    });
    over.catch(() => undefined);
    return { over, end: () => timer?.cancel() };
  }

  /** Connects to a leader that lives; false: there is none. Nothing is started. @throws EngineUnavailableError */
  async join(): Promise<boolean> {
    if (this.#open !== null) return true;
    const found = await findLeader(this.#parts.home, this.#parts.clock);
    if (found.kind === "none" || this.#isDisposed) return false;
    found.socket.destroy();
    const patience = this.#startPatience();
    try {
      await Promise.race([this.#connect(), patience.over]);
      return true;
    } finally {
      patience.end();
    }
  }

  /** Something is waited for, or no longer (C4). */
  holdProcess(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#hold();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#open?.dispose();
    this.#greeted?.dispose();
    this.#open = null;
  }

  #hold(): void {
    this.#open?.hold(this.#isHeld || this.#asked > 0);
  }

  #connect(): Promise<LeaderConnection> {
    this.#connection ??= this.#connectNow().then(
      (connection) => {
        this.#open = connection;
        this.#hold();
        void connection.closed.then(() => this.#onClosed(connection));
        this.#stake.onConnected();
        return connection;
      },
      (error: unknown) => {
        this.#connection = null;
        throw error;
      },
    );
    return this.#connection;
  }

  #drop(connection: LeaderConnection): void {
    if (this.#open !== connection) return;
    this.#open = null;
    this.#reached = null;
    this.#connection = null;
  }

  #onClosed(connection: LeaderConnection): void {
    this.#drop(connection);
    if (this.#isDisposed || this.#connection !== null || !this.#stake.isLive()) return;
    this.#connect().catch((error: unknown) => this.#stake.onFailed(error instanceof Error ? error : new EngineUnavailableError(String(error))));
  }

  async #connectNow(): Promise<LeaderConnection> {
    const { home, command, clock } = this.#parts;
    const { talkToLeader } = await import("./leader-connection.ts");
    for (let tries = 1; ; tries += 1) {
      this.#reached = null;
      const found = await findLeader(home, clock);
      const { owner, socket } = found.kind === "alive" ? found : await startLeader(home, found.after, command, clock);
      this.#reached = { pid: owner.pid, sinceUs: clock.nowUs() };
      const connection = talkToLeader(socket);
      connection.on("limits/decided", (event) => this.#stake.onDecided(event));
      connection.on("leader/changed", () => this.#stake.onChanged());
      this.#greeted = connection;
      const isWelcome = await this.#isWelcome(connection);
      this.#greeted = null;
      if (isWelcome) return connection;
      connection.dispose();
      if (this.#isDisposed) throw new EngineUnavailableError("The way to the workspace's leader was closed before it answered.");
      if (tries === mostTries) throw new EngineUnavailableError(`The workspace's leader went away ${tries} times as it was asked.`);
    }
  }

  /** False: that leader has gone, or goes now. @throws EngineUnavailableError when this package is too old (C3). */
  async #isWelcome(connection: LeaderConnection): Promise<boolean> {
    const { version, id, role, home } = this.#parts;
    try {
      const hello: LeaderHello = { protocol: leaderProtocol, version, client: id, role, holds: this.#stake.held() };
      const answer = await connection.request("leader/hello", hello);
      if (answer.kind === "welcome") return true;
      if (answer.kind === "stepsDown") {
        await connection.closed;
        return false;
      }
      throw new EngineUnavailableError(
        `millrace ${version} is too old for the workspace ${home}: its limits and variables are led by millrace ${answer.version}, with protocol ${answer.protocol}, and this one speaks ${leaderProtocol}. Update the package millrace here to ${answer.version}.`,
      );
    } catch (error) {
      if (error instanceof Error && error.name === "ConnectionLost") return false;
      connection.dispose();
      throw error;
    }
  }
}

function noAnswer(pid: number): EngineUnavailableError {
  return new EngineUnavailableError(
    `Process ${pid}, which leads the limits and variables of this workspace, does not answer for ${answersInMs / 1_000} seconds. Is it stopped, as by Ctrl+Z or a debugger? Let it go on, which may still do what was asked, or end it, and another takes its place.`,
  );
}
