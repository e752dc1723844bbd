import type { RunSummary } from "../../core/protocol/run-summary.ts";
import type { FlowAt } from "../folders/places.ts";
import type { Host } from "../host.ts";
import { chooseFlow, chooseRun, type RunAt } from "./targets.ts";

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

/** Which runs can be chosen, and what is said when there is none. */
export interface Wanted {
  readonly title: string;
  readonly fits?: (run: RunSummary) => boolean;
  readonly none?: string;
}

/** About a run: the given one, else one that is chosen. */
export function onRun(id: string, { title, fits = () => true, none = "There are no runs yet." }: Wanted, act: (host: Host, target: RunAt) => unknown): Command {
  return {
    id,
    async run(host, argument) {
      const target = await chooseRun(host, argument, title, fits, none);
      return target && (await act(host, target));
    },
  };
}
