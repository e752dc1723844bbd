import type { Clock } from "../../core/base/clock.ts";
import { ConcurrencySlotError, MillraceError, VariableExistsError } from "../../core/protocol/errors.ts";
import { checkLimit } from "../../core/limits/check-limit.ts";
import { missingLimits } from "../../core/limits/limit-book.ts";
import type { HoldingProcess, Limit } from "../../core/limits/slots.ts";
import { checkVariableName, checkVariableValue } from "../../core/variables/check-variable.ts";
import { variableDocument } from "../../core/variables/variable-record.ts";
import { LeaderClient } from "./leader-client.ts";
import { SharedFiles } from "./shared-files.ts";
import type { SharedLimits, SharedStore, SharedVariables } from "./shared-store.ts";
import { SlotKeeper } from "./slot-keeper.ts";
import type { LeaderCommand } from "./start-leader.ts";

export interface LeaderStoreParts {
  /** The `.millrace` folder, which is made with the first thing that is kept. */
  readonly home: string;
  readonly clock: Clock;
  /** Of this package. */
  readonly version: string;
  readonly newId: () => string;
  readonly command: LeaderCommand;
  /** This process, as the next leader finds it alive. */
  readonly process: HoldingProcess;
}

/** How long an answer to whether a limit exists is good for, in microseconds: it is asked for every task with a tag. */
const looksGoodForUs = 20_000;

/** What a workspace shares, as its leader keeps it. Reads files, and asks the leader for everything else. */
export class LeaderStore implements SharedStore {
  readonly limits: SharedLimits;
  readonly variables: SharedVariables;
  readonly #keeper: SlotKeeper;
  readonly #client: LeaderClient;

  constructor(parts: LeaderStoreParts) {
    const { clock, newId } = parts;
    const id = newId();
    const client = new LeaderClient(
      { ...parts, id, role: "client" },
      {
        isLive: () => this.#keeper.isLive,
        held: () => this.#keeper.held(),
        onConnected: () => this.#keeper.askAgain(),
        onFailed: (error) => this.#keeper.fail(error),
        onDecided: ({ token, refusal }) => this.#keeper.decided(token, refusal),
        onChanged: () => undefined,
      },
    );
    this.#client = client;
    this.#keeper = new SlotKeeper(
      {
        ask: async (request, since) => await client.requestPatiently("limits/ask", { request, since }),
        // Where the leader is gone, the next one is told what is held (C2).
        release: (token) => void client.requestPatiently("limits/release", { token }).catch(() => undefined),
        onWaits: (isWaiting) => client.holdProcess(isWaiting),
      },
      clock,
    );
    const files = new SharedFiles(parts.home);
    this.limits = limitsOf(parts, id, files, client, this.#keeper);
    this.variables = variablesOf(parts, files, client);
  }

  close(): void {
    this.#keeper.releaseAll();
    this.#client.dispose();
  }
}

function limitsOf({ clock, newId, process }: LeaderStoreParts, id: string, files: SharedFiles, client: LeaderClient, keeper: SlotKeeper): SharedLimits {
  let lookedAtUs = Number.NEGATIVE_INFINITY;
  let known: ReadonlyMap<string, Limit> = new Map();
  return {
    exists: (name) => files.limits().has(name),
    existedLately: (name) => {
      const nowUs = clock.nowUs();
      if (nowUs - lookedAtUs > looksGoodForUs) {
        lookedAtUs = nowUs;
        known = files.limits();
      }
      return known.has(name);
    },
    acquire: async ({ holder, ...wish }, options) => {
      // Who asks for what is not limited starts no leader.
      const missing = wish.names.filter((name) => !files.limits().has(name));
      if (wish.strict && missing.length > 0) throw new ConcurrencySlotError(missingLimits(missing));
      const names = wish.names.filter((name) => !missing.includes(name));
      if (names.length === 0) return { missing, release: () => undefined };
      const hold = await keeper.acquire({ ...wish, names, token: newId(), holder: { ...process, client: id, ...holder } }, options);
      return { missing: [...missing, ...hold.missing], release: hold.release };
    },
    list: async () => ((await client.join()) ? await client.request("limits/list", {}) : files.slots(clock.nowUs()).describe(clock.nowUs())),
    set: async (limit) => {
      checkLimit(limit);
      return await client.request("limits/set", limit);
    },
    delete: async (name) => files.limits().has(name) && (await client.request("limits/delete", { name })),
  };
}

function variablesOf({ newId }: LeaderStoreParts, files: SharedFiles, client: LeaderClient): SharedVariables {
  return {
    get: async (name) => {
      checkVariableName(name);
      const found = files.variables().get(name);
      return found === undefined ? undefined : variableDocument(found);
    },
    list: async () => files.variables().all().map(variableDocument),
    set: async (order) => {
      checkVariableName(order.name);
      checkVariableValue(order.name, order.value);
      try {
        return await client.request("variables/set", { ...order, token: newId() });
      } catch (error) {
        const exists = new VariableExistsError(order.name);
        throw error instanceof MillraceError && error.code === exists.code ? exists : error;
      }
    },
    delete: async (name) => {
      checkVariableName(name);
      return files.variables().get(name) !== undefined && (await client.request("variables/delete", { name, token: newId() }));
    },
  };
}
