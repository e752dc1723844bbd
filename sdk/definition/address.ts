/**
 * How a definition is found again in another process or thread that has loaded the same module: by the place of its
 * `task(…)` or `flow(…)` in the source, and by how many were made there before it. So it need not be exported.
 */
import { currentContext } from "../run/context.ts";
import { sharedState } from "../shared-state.ts";
import type { Definition } from "./definition.ts";
import type { SourcePosition } from "./source-position.ts";

export interface DefinitionAddress {
  readonly kind: Definition["kind"];
  readonly position: SourcePosition;
  /** 0 for the first that was made at this place, as a loop or a function makes several. */
  readonly ordinal: number;
}

/** Later ones have no address: whoever makes thousands at one place makes them in a function, as a rule for one call each. */
const mostAtOnePlace = 1_000;

/** Files the definition at its place, unless that is full. */
export function fileDefinition(definition: Definition): void {
  const { position } = definition;
  if (position === null) return;
  const { made, addresses, isWorker } = sharedState();
  // What a task that runs in a worker makes would take the place of what another call makes in the flow's process.
  if (isWorker && currentContext() !== undefined) return;
  const key = keyOf(definition.kind, position);
  const there = made.get(key);
  if (there === undefined) made.set(key, [definition]);
  else if (there.length < mostAtOnePlace) there.push(definition);
  else return;
  addresses.set(definition.fn, { kind: definition.kind, position, ordinal: (there?.length ?? 1) - 1 });
}

/** By its function, which copies with other options share. `undefined`: it can be found by nobody. */
export function addressOf({ fn }: Pick<Definition, "fn">): DefinitionAddress | undefined {
  return sharedState().addresses.get(fn);
}

export function definitionAt({ kind, position, ordinal }: DefinitionAddress): Definition | undefined {
  return sharedState().made.get(keyOf(kind, position))?.[ordinal];
}

function keyOf(kind: Definition["kind"], { file, line, column }: SourcePosition): string {
  return `${kind} ${file}:${line}:${column}`;
}
