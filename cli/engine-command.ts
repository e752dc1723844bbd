import { UsageError } from "../core/protocol/errors.ts";
import { textOf } from "./arguments.ts";
import type { Command } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";

/** How long a leader that was started for others stays when they have gone, in milliseconds. */
const lingerMs = 10_000;

/** What scripts, runs and commands start where nobody keeps the workspace's limits and variables. */
export const engineCommand: Command = {
  name: "engine",
  group: "Shared",
  isHidden: true,
  summary: "Keep a workspace's limits and variables while somebody needs them",
  usage: "--lazy --home <folder>",
  positionals: { min: 0, max: 0 },
  options: [
    { kind: "flag", name: "lazy", summary: "End ten seconds after the last that needs it" },
    { kind: "text", name: "home", placeholder: "folder", isRepeatable: false, summary: "The .millrace folder" },
  ],
  examples: [],
  async run({ context, flags, texts }) {
    const home = textOf({ positionals: [], flags, texts }, "home");
    if (home === undefined || !flags.has("lazy")) throw new UsageError("millrace engine is started by Millrace itself, with --lazy --home <folder>.");
    const [{ lead }, { ownPackage }, { randomUUID }] = await Promise.all([import("../engine/leader/lead.ts"), import("./own-package.ts"), import("node:crypto")]);
    const log = (text: string): void => context.stderr.write(`${new Date(context.clock.nowUs() / 1_000).toISOString()} ${text}\n`);
    const leading = await lead({ home, clock: context.clock, version: ownPackage().version, newId: () => randomUUID(), lingerMs, log });
    await leading?.ended;
    return exitCodes.completed;
  },
};
