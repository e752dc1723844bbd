/** One workspace from its flows to its end, all of it decided by one seed. */
import { Chance } from "./chance.ts";
import { bringToRest } from "./finale.ts";
import { growFlow } from "./flows/flow-tree.ts";
import { Violation } from "./model/violation.ts";
import { planSteps, type Step } from "./steps/step.ts";
import { takeStep } from "./steps/take-step.ts";
import type { Tally } from "./tally.ts";
import { World } from "./world.ts";

export interface EpisodeOptions {
  readonly bundle: string;
  /** `<seed>.<lane>.<number>`. */
  readonly seed: string;
  readonly tally: Tally;
  /** Only so many of the steps. Default: all. */
  readonly steps?: number;
  /** Steps that are left out, counted from 1. */
  readonly without?: ReadonlySet<number>;
  /** Told each step before it is taken. */
  readonly onStep?: (number: number, step: Step) => void;
}

export interface EpisodeFailure {
  readonly seed: string;
  /** Of the step behind which it was seen; one more than there are for the end of the workspace. */
  readonly step: number;
  readonly done: Step | null;
  readonly violation: Violation;
  readonly directory: string;
}

/** `undefined`: all was as it must be, and the workspace is gone. Else it is kept. */
export async function playEpisode({ bundle, seed, tally, steps: most = Infinity, without = new Set(), onStep }: EpisodeOptions): Promise<EpisodeFailure | undefined> {
  const chance = new Chance(seed);
  const trees = Array.from({ length: chance.between(2, 3) }, (_, n) => growFlow(chance, `flow${n}`));
  const plan = planSteps(chance, chance.between(12, 24));
  const world = new World({ bundle, trees, hasWindow: chance.happens(0.5), slots: chance.happens(0.5) ? chance.between(1, 3) : null, tally });
  let number = 0;
  let done: Step | null = null;
  try {
    await world.prepare();
    for (const step of plan.slice(0, most)) {
      number += 1;
      if (without.has(number)) continue;
      done = step;
      onStep?.(number, step);
      await takeStep(world, step);
      tally.steps += 1;
      world.check();
    }
    [number, done] = [number + 1, null];
    await bringToRest(world);
  } catch (error) {
    await world.endAll();
    const violation = error instanceof Violation ? error : new Violation("Chaos itself works", "no error", error instanceof Error ? (error.stack ?? error.message) : String(error), world.workspace.root);
    return { seed, step: number, done, violation, directory: world.workspace.root };
  }
  tally.episodes += 1;
  world.workspace.dispose();
  return undefined;
}
