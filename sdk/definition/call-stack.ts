type AnyFunction = (...args: never[]) => unknown;

/** Where a call stands, for an error that is made later: in a timer, or as an answer arrives, no code of the user is on the stack any more. */
export interface CallStack {
  /** As an error has it. It is put together when it is first read: taking it costs some microseconds. */
  readonly stack: string;
}

/** The stack above the call of `callee`. */
export function callStack(callee: AnyFunction): CallStack {
  const here = { stack: "" };
  Error.captureStackTrace(here, callee);
  return here;
}

/** Gives an error, which nobody else has, the place of that call. */
export function placeAt<E extends Error>(error: E, { stack }: CallStack): E {
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  if (frames.length > 0) error.stack = [`${error.name}: ${error.message}`, ...frames].join("\n");
  return error;
}
