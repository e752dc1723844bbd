import { randomUUID } from "node:crypto";
import type { Randomness } from "../../core/base/randomness.ts";

export const systemRandomness: Randomness = {
  fraction: () => Math.random(),
  uuid: () => randomUUID(),
};
