import { CancelledError, SerializationError } from "../../core/protocol/errors.ts";
import type { Clock } from "../../core/base/clock.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";
import type { KeyedStore } from "../../journal/keyed/keyed-store.ts";
import { storeUnlessSecret } from "../secrets/guard-values.ts";
import { decodeValue, encodeValue, inlineLimit } from "../../journal/value-codec.ts";

/** The value that a transaction keeps under its key, for every run of the workspace. `holder`: who locks and writes. */
export interface TransactionRecord {
  exists(): boolean;
  /** Waits while another holds the key. `undefined`: there is none. */
  read(holder: string): Promise<unknown>;
  /** Serialises the value; the function that it gives writes it. @throws SerializationError */
  prepare(value: unknown, holder: string): () => void;
  /** Waits until the key is free. @throws CancelledError when the signal fires first. */
  lock(holder: string, signal?: AbortSignal): Promise<void>;
  unlock(holder: string): void;
}

export function keyedTransactionRecord(key: string, store: KeyedStore, clock: Clock): TransactionRecord {
  const find = (): string | undefined | null => {
    const read = store.read(key, clock.nowUs());
    return read.kind === "found" ? read.record.stored : null;
  };
  return {
    exists: () => find() !== null,
    read: async (holder) => {
      if (!store.locks.isLockedBy(key, holder)) await store.locks.whenFree(key);
      const stored = find();
      if (stored === null || stored === undefined) return undefined;
      const decoded = decodeValue(JSON.parse(stored) as StoredValue, { getResult: (name) => store.getResult(name), resultOf: () => undefined });
      return decoded.kind === "value" ? decoded.value : undefined;
    },
    prepare: (value, holder) => {
      const stored = storeUnlessSecret(store, (storage) => encodeValue(value, inlineLimit.result, storage), (text) => text);
      if (stored === null) throw new SerializationError(`The value staged under "${key}" contains a secret, and would be kept on the disk for every run.`);
      if (stored?.startsWith('{"m"') === true) throw new SerializationError(`The value staged under "${key}" cannot be serialised.`);
      return () => store.write({ key, stored, at: clock.nowUs(), expiresAt: null, origin: null, parts: null }, holder);
    },
    lock: async (holder, signal) => {
      const isHeld = await store.locks.acquire(key, holder, signal === undefined ? {} : { signal });
      if (!isHeld) throw new CancelledError(`The run was stopped while it waited for the key "${key}".`);
    },
    unlock: (holder) => store.locks.release(key, holder),
  };
}
