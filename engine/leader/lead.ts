/**
 * The leader of a workspace (J8): of all processes the one that writes what they share, and decides who gets slots.
 *
 * E1. It is elected as a run's owner is (J1): generation n belongs to whoever created `leader.<n>`, and its socket answers
 *     while it lives. Of several that start one leads, the others end.
 * E2. It ends some seconds after its last client; observers keep it not. When it dies, its clients start the next.
 * E3. What an earlier leader granted stays granted while its holder lives.
 * E4. One that meets a newer version of its protocol makes room for it.
 */
import { rmSync } from "node:fs";
import type { Server, Socket } from "node:net";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock, Timer } from "../../core/base/clock.ts";
import { Throttle } from "../../core/base/throttle.ts";
import { StoreUnwritableError } from "../../core/protocol/errors.ts";
import { leaderProtocol, type LeaderHello, type LeaderWelcome } from "../../core/protocol/leader-api.ts";
import { findLeader } from "../../journal/leader/find-leader.ts";
import { leaderPaths, type LeaderPaths } from "../../journal/leader/leader-paths.ts";
import { thisMachine } from "../../journal/machine.ts";
import { claimGeneration, generations } from "../../journal/owner-file.ts";
import { listenAsOwner } from "../../journal/owner-socket.ts";
import { removeLeftTemporaries } from "../../journal/temporary-file.ts";
import { makeFolders } from "../../journal/workspace.ts";
import { LeaderVisitor } from "./leader-visitor.ts";
import { leaderSocketPath, removeLeftSockets } from "./left-sockets.ts";
import { Orphans } from "./orphans.ts";
import { SharedState } from "./shared-state.ts";

export interface LeadParts {
  /** The `.millrace` folder. */
  readonly home: string;
  readonly clock: Clock;
  readonly version: string;
  readonly newId: () => string;
  /** How long it stays without a client, in milliseconds. */
  readonly lingerMs: number;
  readonly log: (text: string) => void;
}

/** At most 20 a second. */
const changeGapMs = 50;
const answerTurns = 10;

export interface Leading {
  readonly generation: number;
  /** Fulfils when nobody needs it any more, or a newer one makes it step down. */
  readonly ended: Promise<void>;
  end(): void;
}

/** Leads the workspace from now on. `null`: another one leads. @throws StoreCorruptError, StoreUnwritableError */
export async function lead(parts: LeadParts): Promise<Leading | null> {
  const paths = leaderPaths(parts.home);
  try {
    makeFolders(paths.folder);
  } catch (error) {
    throw new StoreUnwritableError(paths.folder, error);
  }
  const found = await findLeader(parts.home, parts.clock);
  if (found.kind === "alive") {
    found.socket.destroy();
    return null;
  }
  const generation = found.after + 1;
  const path = leaderSocketPath(paths.folder, generation, parts.newId());
  const waiting: Socket[] = [];
  let leader: Leader | null = null;
  const server = listenAsOwner(
    path,
    (socket) => (leader === null ? waiting.push(socket) : leader.accept(socket)),
    (error) => parts.log(error.message),
  );
  if (!claimGeneration(paths.folder, { ...thisMachine(), generation, pid: process.pid, socket: path }, "leader")) {
    server.close();
    return null;
  }
  removeEarlier(paths, generation);
  removeLeftTemporaries(paths.folder);
  removeLeftSockets(path).catch((error: unknown) => parts.log(`Sockets of earlier leaders stay: ${String(error)}`));
  leader = new Leader(parts, paths, generation, server);
  for (const socket of waiting.splice(0)) leader.accept(socket);
  return leader;
}

/** The one before stays: who reads the folder while this one comes in finds one of the two. */
function removeEarlier({ folder }: LeaderPaths, generation: number): void {
  for (const earlier of generations(folder, "leader")) if (earlier < generation - 1) rmSync(join(folder, `leader.${earlier}`), { force: true });
}

class Leader implements Leading {
  readonly ended: Promise<void>;
  readonly generation: number;
  readonly #parts: LeadParts;
  readonly #server: Server;
  readonly #state: SharedState;
  readonly #orphans: Orphans;
  readonly #visitors = new Set<LeaderVisitor>();
  readonly #changed: Throttle;
  #linger: Timer | null = null;
  #isOver = false;
  #onEnded: () => void = () => undefined;

  constructor(parts: LeadParts, paths: LeaderPaths, generation: number, server: Server) {
    const { clock, log } = parts;
    this.#parts = parts;
    this.generation = generation;
    this.#server = server;
    this.ended = new Promise((resolve) => {
      this.#onEnded = resolve;
    });
    this.#changed = new Throttle((delayMs, callback) => clock.startTimer(delayMs, callback), changeGapMs, () => this.#tellObservers());
    this.#state = new SharedState({
      paths,
      generation,
      clock,
      log,
      onChanged: () => this.#changed.call(),
      onDecided: (token, refusal) => this.#decided(token, refusal),
    });
    this.#orphans = new Orphans(this.#state.held(), thisMachine(), clock, (tokens) => this.#state.release(tokens));
    this.#endIfLonely();
  }

  accept(socket: Socket): void {
    if (this.#isOver) return void socket.destroy();
    this.#visitors.add(
      new LeaderVisitor(socket, {
        state: this.#state,
        hello: (visitor, hello) => this.#greet(visitor, hello),
        closed: (visitor) => this.#leave(visitor),
      }),
    );
  }

  #greet(visitor: LeaderVisitor, hello: LeaderHello): LeaderWelcome {
    const own = { protocol: leaderProtocol, version: this.#parts.version };
    if (hello.protocol < leaderProtocol) return { kind: "tooOld", ...own };
    if (hello.protocol > leaderProtocol) {
      this.#parts.log(`millrace ${hello.version} speaks protocol ${hello.protocol}, and this leader of ${this.#parts.version} ${leaderProtocol}: it makes room.`);
      void this.#endAfterAnswers();
      return { kind: "stepsDown", ...own };
    }
    visitor.hello = hello;
    this.#takeOver(visitor, hello);
    this.#linger?.cancel();
    this.#linger = null;
    this.#endIfLonely();
    return { kind: "welcome", ...own, generation: this.generation };
  }

  /** E3. What the client was left with and does not name, it has given back in the meantime, or never heard of. */
  #takeOver(visitor: LeaderVisitor, { client, holds }: LeaderHello): void {
    const left = this.#orphans.claim(client);
    const named = new Set(holds.map(({ token }) => token));
    this.#state.assertHeld(holds);
    for (const token of named) visitor.keep(token);
    this.#state.release(left.filter((token) => !named.has(token)));
  }

  /** The protocol writes an answer some turns of the event loop after it was given. */
  async #endAfterAnswers(): Promise<void> {
    this.#server.close();
    for (let turn = 0; turn < answerTurns; turn += 1) await nextTurn();
    this.end();
  }

  #decided(token: string, refusal: string | null): void {
    for (const visitor of this.#visitors) {
      if (!visitor.has(token)) continue;
      if (refusal !== null) visitor.giveUp(token);
      visitor.tell("limits/decided", { token, refusal });
    }
  }

  #tellObservers(): void {
    for (const visitor of this.#visitors) if (visitor.hello?.role === "observer") visitor.tell("leader/changed", {});
  }

  /** All that it held or waited for is free at once (A3). */
  #leave(visitor: LeaderVisitor): void {
    this.#visitors.delete(visitor);
    if (this.#isOver) return;
    this.#state.release(visitor.tokens);
    this.#endIfLonely();
  }

  #endIfLonely(): void {
    const isNeeded = [...this.#visitors].some(({ hello }) => hello?.role === "client");
    if (isNeeded || this.#linger !== null || this.#isOver) return;
    this.#linger = this.#parts.clock.startTimer(this.#parts.lingerMs, () => {
      this.#linger = null;
      if (![...this.#visitors].some(({ hello }) => hello?.role === "client")) this.end();
    });
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#server.close();
    this.#linger?.cancel();
    this.#changed.cancel();
    this.#orphans.dispose();
    for (const visitor of this.#visitors) visitor.close();
    this.#state.close();
    removeLeftTemporaries(leaderPaths(this.#parts.home).folder);
    this.#onEnded();
  }
}
