/**
 * Slots that an earlier leader granted, whose holders have not said yet that they hold them. Each counts as held while its
 * holder lives: a connection to its socket closes with it.
 */
import { connect } from "node:net";
import type { Clock } from "../../core/base/clock.ts";
import type { HeldSlots, SlotHolder } from "../../core/limits/slots.ts";
import { isSameBoot, type MachineIdentity } from "../../journal/machine.ts";
import { isProcessAlive } from "../../journal/process-alive.ts";

/** How often a process without a socket is looked at, in milliseconds. */
const lookAgainMs = 500;

interface Orphan {
  readonly tokens: readonly string[];
  /** No longer looks whether it lives. */
  forget(): void;
}

export class Orphans {
  readonly #byClient = new Map<string, Orphan>();

  constructor(held: readonly HeldSlots[], here: MachineIdentity, clock: Clock, onDead: (tokens: readonly string[]) => void) {
    const groups = new Map<string, HeldSlots[]>();
    for (const each of held) groups.set(each.holder.client, [...(groups.get(each.holder.client) ?? []), each]);
    for (const [client, slots] of groups) {
      const [first] = slots;
      if (first === undefined) continue;
      const tokens = slots.map(({ token }) => token);
      const forget = watchProcess(first.holder, here, clock, () => {
        this.#byClient.delete(client);
        onDead(tokens);
      });
      this.#byClient.set(client, { tokens, forget });
    }
  }

  /** The client has come: what it was left with. */
  claim(client: string): readonly string[] {
    const orphan = this.#byClient.get(client);
    this.#byClient.delete(client);
    orphan?.forget();
    return orphan?.tokens ?? [];
  }

  dispose(): void {
    for (const client of [...this.#byClient.keys()]) this.claim(client);
  }
}

/** Calls back once when the process is dead, never before it returns. Returns how to stop. */
function watchProcess({ host, bootId, pid, socket }: SlotHolder, here: MachineIdentity, clock: Clock, onDead: () => void): () => void {
  let isOver = false;
  const die = (): void => {
    if (isOver) return;
    isOver = true;
    onDead();
  };
  // Of another machine nobody can know; whoever took the leader's place there has said that the machine is gone.
  if (host !== here.host || !isSameBoot(bootId, here.bootId)) {
    const timer = clock.startTimer(0, die);
    return () => timer.cancel();
  }
  if (socket === null) return watchPid(pid, clock, die);
  const probe = connect(socket);
  let stopPid = (): void => undefined;
  probe.resume();
  probe.once("connect", () => probe.once("close", die));
  probe.once("error", (error: NodeJS.ErrnoException) => {
    // Refused alone proves death: a full backlog or a lack of rights leaves it to the pid.
    if (error.code === "ECONNREFUSED" || error.code === "ENOENT") die();
    else if (!isOver) stopPid = watchPid(pid, clock, die);
  });
  return () => {
    isOver = true;
    stopPid();
    probe.destroy();
  };
}

function watchPid(pid: number, clock: Clock, onDead: () => void): () => void {
  let timer = clock.startTimer(0, look);
  function look(): void {
    if (!isProcessAlive(pid)) return onDead();
    timer = clock.startTimer(lookAgainMs, look);
  }
  return () => timer.cancel();
}
