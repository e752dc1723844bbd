/** What everyone may read of a workspace's shared state without asking its leader. Read again when it has changed. */
import { foldLimits, foldSlots } from "../../core/limits/fold-limits.ts";
import type { LimitBook } from "../../core/limits/limit-book.ts";
import { readLimitLine } from "../../core/limits/limit-record.ts";
import { readSlotLine } from "../../core/limits/slot-record.ts";
import type { Limit } from "../../core/limits/slots.ts";
import { StoreCorruptError } from "../../core/protocol/errors.ts";
import type { ReadLine, RecordHead } from "../../core/records/record-head.ts";
import { readVariableLine, VariableBook } from "../../core/variables/variable-record.ts";
import { leaderPaths, type LeaderPaths } from "./leader-paths.ts";
import { readState, stampOf } from "./state-file.ts";

export class SharedFiles {
  readonly #paths: LeaderPaths;
  readonly #limits = new Remembered<ReadonlyMap<string, Limit>>();
  readonly #variables = new Remembered<VariableBook>();

  constructor(home: string) {
    this.#paths = leaderPaths(home);
  }

  /** @throws StoreCorruptError */
  variables(): VariableBook {
    const { variables } = this.#paths;
    return this.#variables.of(variables, () => {
      const book = new VariableBook();
      for (const record of recordsOf(variables, readVariableLine)) book.add(record);
      return book;
    });
  }

  /** @throws StoreCorruptError */
  limits(): ReadonlyMap<string, Limit> {
    const { limits } = this.#paths;
    return this.#limits.of(limits, () => foldLimits(recordsOf(limits, readLimitLine)));
  }

  /** Limits and who holds them as of the last record. @throws StoreCorruptError */
  slots(nowUs: number): LimitBook {
    return foldSlots(this.limits(), recordsOf(this.#paths.slots, readSlotLine), nowUs);
  }
}

function recordsOf<Record extends RecordHead>(path: string, parse: (line: string) => ReadLine<Record>): readonly Record[] {
  const { records, problem } = readState(path, parse);
  if (problem !== null) throw new StoreCorruptError(path, problem.record, problem.reason);
  return records;
}

/** What was made of a file, as long as the file is the same. */
class Remembered<T> {
  #stamp: string | null | undefined;
  #value: T | undefined;

  of(path: string, make: () => T): T {
    const stamp = stampOf(path);
    if (this.#value === undefined || stamp !== this.#stamp) {
      this.#value = make();
      this.#stamp = stamp;
    }
    return this.#value;
  }
}
