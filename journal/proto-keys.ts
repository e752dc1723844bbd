/**
 * Objects that have a key `__proto__` of their own, as `JSON.parse` makes them. devalue refuses such a key, since a plain
 * assignment would set the prototype. In its text the key is written as `"\0__proto__"`, and it is defined, never assigned, when
 * it is read: the object is as it was, and nobody's prototype is another.
 */
import { defineField } from "../core/base/define-field.ts";
import { defaultParseOperations, defaultStringifyOperations, type ParseOptions, type StringifyOptions } from "devalue";

const own = "__proto__";

export const protoWriting: StringifyOptions = {
  operations: {
    shapeOf: (value) => {
      const shape = defaultStringifyOperations.shapeOf(value);
      return "keys" in shape && shape.keys.some(isProtoLike) ? { ...shape, keys: shape.keys.map(escapedKey) } : shape;
    },
    // Elements of lists are asked for by number.
    get: (value: Readonly<Record<string | number, unknown>>, key) => value[typeof key === "string" ? plainKey(key) : key],
  },
};

export const protoReading: ParseOptions = {
  operations: {
    set: (target: Record<string, unknown>, key, value) => {
      if (typeof key === "string" && isEscaped(key)) defineField(target, plainKey(key), value);
      else defaultParseOperations.set(target, key, value);
    },
  },
};

/** A key that looks as if it had been escaped is escaped once more, so that each has a spelling of its own. */
function isProtoLike(key: string): boolean {
  return key.endsWith(own) && /^\0*__proto__$/.test(key);
}

function isEscaped(key: string): boolean {
  return key.startsWith("\0") && isProtoLike(key);
}

function escapedKey(key: string): string {
  return isProtoLike(key) ? `\0${key}` : key;
}

function plainKey(key: string): string {
  return isEscaped(key) ? key.slice(1) : key;
}
