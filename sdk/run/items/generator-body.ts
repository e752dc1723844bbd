/** A generator function as the ordinary function that an attempt calls: it runs within the attempt, all its steps do. */
import type { UserFunction } from "../../definition/definition.ts";
import type { Attempt } from "../attempt.ts";
import type { ItemRequest, ItemStream } from "./item-stream.ts";

type Items = AsyncGenerator<unknown, unknown, unknown>;

/** `stream`: who takes the items one by one; `null`: they are gathered into a list, the function's result. */
export function generatorBody(fn: UserFunction, stream: ItemStream | null, attempt: Attempt): UserFunction {
  return stream === null ? (...args) => gather(fn(...args) as Items) : (...args) => pump(() => fn(...args) as Items, stream, attempt);
}

async function gather(items: Items): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Fulfils with what the generator returns. An attempt that is over takes no request and gives no item. */
async function pump(create: () => Items, stream: ItemStream, attempt: Attempt): Promise<unknown> {
  const wait = async (): Promise<ItemRequest> => {
    const request = await stream.nextRequest(() => attempt.rest());
    attempt.goOn();
    return request;
  };
  const first = await wait();
  if (first.kind === "return") return first.value;
  const items = create();
  // Whatever is asked for, a generator begins with `next`.
  let step = await items.next();
  for (;;) {
    if (attempt.isOver) await items.return(undefined);
    attempt.assertGoingOn();
    if (step.done === true) return step.value;
    step = stream.emit(step.value) ? await carryOut(items, await wait()) : await items.next();
  }
}

function carryOut(items: Items, request: ItemRequest): Promise<IteratorResult<unknown, unknown>> {
  switch (request.kind) {
    case "next":
      return items.next(request.value);
    case "return":
      return items.return(request.value);
    case "throw":
      return items.throw(request.error);
  }
}
