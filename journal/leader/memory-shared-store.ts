import type { Clock, Timer } from "../../core/base/clock.ts";
import { VariableExistsError } from "../../core/protocol/errors.ts";
import { checkLimit } from "../../core/limits/check-limit.ts";
import { LimitBook } from "../../core/limits/limit-book.ts";
import type { SlotChange } from "../../core/limits/slots.ts";
import { checkVariableName, checkVariableValue } from "../../core/variables/check-variable.ts";
import { variableDocument, VariableBook } from "../../core/variables/variable-record.ts";
import type { SharedLimits, SharedStore, SharedVariables } from "./shared-store.ts";
import { SlotKeeper, type SlotDesk } from "./slot-keeper.ts";

/** Kept in memory: for tests, and where nothing may be written. */
export interface MemoryShared {
  /** For one run: what it holds when it closes it is given back. */
  open(): SharedStore;
}

export function createMemoryShared(clock: Clock, newId: () => string): MemoryShared {
  const book = new LimitBook();
  const variables = new VariableBook();
  const keepers = new Set<SlotKeeper>();
  let timer: Timer | null = null;

  const tell = (changes: readonly SlotChange[]): void => {
    for (const { request, ...change } of changes) for (const keeper of keepers) keeper.decided(request.token, change.kind === "refused" ? change.message : null);
    arm();
  };
  const arm = (): void => {
    timer?.cancel();
    const atUs = book.wakeAtUs(clock.nowUs());
    timer = atUs === null ? null : clock.startTimer(Math.max(0, (atUs - clock.nowUs()) / 1_000), () => tell(book.wake(clock.nowUs())));
  };
  const desk: SlotDesk = {
    ask: async (request, since) => {
      tell(book.wake(clock.nowUs()));
      const answer = book.ask(request, clock.nowUs(), since ?? undefined);
      arm();
      return answer;
    },
    release: (token) => tell(book.release(token, clock.nowUs())),
  };
  const sharedVariables = memoryVariables(variables, clock, newId);
  return {
    open: () => {
      const keeper = new SlotKeeper(desk, clock);
      keepers.add(keeper);
      const limits: SharedLimits = {
        exists: (name) => book.has(name),
        existedLately: (name) => book.has(name),
        acquire: async ({ holder, ...wish }, options) => await keeper.acquire({ ...wish, token: newId(), holder: { ...nobody, ...holder } }, options),
        list: async () => book.describe(clock.nowUs()),
        set: async (limit) => {
          checkLimit(limit);
          tell(book.set(limit, clock.nowUs()));
          return book.describe(clock.nowUs()).find(({ name }) => name === limit.name) ?? { ...limit, active: 0, waiting: 0, holders: [], waiters: [] };
        },
        delete: async (name) => {
          const isThere = book.has(name);
          tell(book.delete(name, clock.nowUs()));
          return isThere;
        },
      };
      const close = (): void => {
        keeper.releaseAll();
        keepers.delete(keeper);
      };
      return { limits, variables: sharedVariables, close };
    },
  };
}

/** All share one process, which needs no looking for. */
const nobody = { host: "memory", bootId: "memory", pid: 0, socket: null, client: "memory" };

function memoryVariables(variables: VariableBook, clock: Clock, newId: () => string): SharedVariables {
  return {
    get: async (name) => {
      checkVariableName(name);
      const found = variables.get(name);
      return found === undefined ? undefined : variableDocument(found);
    },
    list: async () => variables.all().map(variableDocument),
    set: async ({ name, value, tags, overwrite }) => {
      checkVariableName(name);
      checkVariableValue(name, value);
      if (!overwrite && variables.get(name) !== undefined) throw new VariableExistsError(name);
      const variable = { name, value, tags, by: newId(), setAt: clock.nowUs() };
      variables.add({ k: "variable", ...variable });
      return variableDocument(variable);
    },
    delete: async (name) => {
      checkVariableName(name);
      const isThere = variables.get(name) !== undefined;
      variables.add({ k: "unset", name, by: newId() });
      return isThere;
    },
  };
}
