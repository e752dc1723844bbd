import type { Check } from "./check.ts";
import { nodeVersion } from "./node-version.ts";
import { oneVersion } from "./one-version.ts";
import { socket } from "./socket.ts";
import { storeWritable } from "./store-writable.ts";
import { tsxResolves } from "./tsx-resolves.ts";
import { typescriptSettings } from "./typescript-settings.ts";

/** All checks, those that others rest on first. */
export const checks: readonly Check[] = [nodeVersion, typescriptSettings, storeWritable, socket, oneVersion, tsxResolves];
