import { DefinitionError } from "../../core/protocol/errors.ts";

/**
 * Whether calls of the function give an async generator of its items.
 *
 * @throws DefinitionError for a generator that is not async: an item is recorded before it is seen, which takes a moment.
 */
export function isGenerator(kind: "task" | "flow", fn: Function): boolean {
  const type = Object.prototype.toString.call(fn);
  if (type === "[object GeneratorFunction]") {
    const name = fn.name === "" ? "" : ` ${fn.name}`;
    throw new DefinitionError(`${kind}: the generator function${name} is not async, expected async function*${name}(…): each item is recorded before it is seen.`);
  }
  return type === "[object AsyncGeneratorFunction]";
}

/** Semantics of Prefect: `The return_type for a generator task must be 'result'` (`src/prefect/task_engine.py`). */
export class NoStateOfItems extends DefinitionError {
  constructor({ kind, name }: { readonly kind: "task" | "flow"; readonly name: string }) {
    super(
      `returnState: the generator ${kind} ${JSON.stringify(name)} gives items and not a state. Take them with for await (const item of ${name}(…)), or all together with await ${name}.submit(…).wait().`,
    );
  }
}
