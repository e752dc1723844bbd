/**
 * Errors as they cross. On the other side an error has its class where that is one of the language's or of Millrace's,
 * else the nearest of these that it extends, and in any case its name, message, stack, `code`, cause and own fields.
 */
import * as millraceErrors from "../../../core/protocol/errors.ts";
import { packLoosely } from "./pack.ts";
import type { ErrorParts } from "./packed.ts";
import { unpack } from "./unpack.ts";

type ErrorPrototype = Error;

const prototypes = new Map<string, ErrorPrototype>(
  [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError, DOMException].map((type) => [type.name, type.prototype as ErrorPrototype]),
);
for (const [name, type] of Object.entries(millraceErrors)) {
  if (typeof type === "function" && type.prototype instanceof Error) prototypes.set(name, type.prototype);
}

/** Told apart from the fields that user code gave an error. */
const standard = new Set(["name", "message", "stack", "cause", "errors"]);

export function errorParts(error: Error): ErrorParts {
  const { cause } = error;
  const fields = Object.fromEntries(Object.entries(error).filter(([name]) => !standard.has(name)));
  // What lies on the prototype, as the code of a `DOMException` does, is not enumerated.
  if ("code" in error && !("code" in fields) && typeof error.code === "string") fields["code"] = error.code;
  return {
    className: classNameOf(error),
    name: String(error.name),
    message: String(error.message),
    stack: typeof error.stack === "string" ? error.stack : undefined,
    cause: cause === undefined ? undefined : packLoosely(cause),
    errors: error instanceof AggregateError ? packLoosely(error.errors) : undefined,
    fields: packLoosely(fields),
  };
}

function classNameOf(error: Error): string {
  for (let at: unknown = Object.getPrototypeOf(error); at instanceof Error || at === Error.prototype; at = Object.getPrototypeOf(at)) {
    for (const [name, prototype] of prototypes) if (prototype === at) return name;
  }
  // Of another copy of the package: its name says which.
  return prototypes.has(error.name) ? error.name : "Error";
}

export function errorFrom({ className, name, message, stack, cause, errors, fields }: ErrorParts): Error {
  if (className === "DOMException") return new DOMException(message, name);
  const error = new Error(message, cause === undefined ? undefined : { cause: unpack(cause) });
  Object.setPrototypeOf(error, prototypes.get(className) ?? Error.prototype);
  if (error.name !== name) Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  if (stack === undefined) delete error.stack;
  else Object.defineProperty(error, "stack", { value: stack, configurable: true, writable: true });
  if (errors !== undefined) Object.defineProperty(error, "errors", { value: unpack(errors), configurable: true, writable: true });
  return Object.assign(error, unpack(fields));
}
