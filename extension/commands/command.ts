import { chooseRun, givenRun } from "../../core/presentation/targets.ts";
import type { Wanted } from "../../core/presentation/wanted-runs.ts";
import { dialogs } from "../dialogs.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import type { FlowAt } from "../folders/places.ts";
import type { Host } from "../host.ts";
import { reportFailure } from "../runs/report.ts";
import { clock } from "../timers.ts";
import { chooseEngine, chooseFlow, type RunAt } from "./targets.ts";

/** A command is one entry in a table of this folder; its title, icon and where it is offered stand in package.json. */
export interface Command {
  readonly id: string;
  /** @param argument from a lens, a tree or a view what it stands on (`targets.ts`); nothing from the palette or a key */
  run(host: Host, argument: unknown): unknown;
}

/** About a flow: the given one, else the one that is chosen under this title. */
export function onFlow(id: string, title: string, act: (host: Host, target: FlowAt) => unknown): Command {
  return {
    id,
    async run(host, argument) {
      const target = await chooseFlow(host, argument, title);
      return target && (await act(host, target));
    },
  };
}

/** About a run: the given one, else one that is chosen. */
export function onRun(id: string, wanted: Wanted, act: (host: Host, target: RunAt) => unknown): Command {
  return {
    id,
    async run(host, argument) {
      const target = givenRun(host.engines, argument) ?? (await chooseRun(host.engines.all(), dialogs, wanted, clock.nowUs()));
      return target && (await Promise.resolve(act(host, target)).catch(reportFailure));
    },
  };
}

/** About a folder: the given one, else one that is chosen where there are several. */
export function onFolder(id: string, act: (host: Host, engine: FolderEngine, argument: unknown) => Promise<unknown>): Command {
  return {
    id,
    async run(host, argument) {
      const engine = await chooseEngine(host, argument);
      return engine && (await act(host, engine, argument).catch(reportFailure));
    },
  };
}
