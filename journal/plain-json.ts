const deepest = 64;
const mostObjects = 1_000_000;

/**
 * Whether JSON gives the value back as it was: no dates, maps, class instances, `undefined`, holes, `-0` or cycles
 * (anything nested more than 64 deep counts as one). Nor what JSON makes too much of: thirty objects that each hold the
 * next one twice are a thousand million in its text, so that a million is the most. A key `__proto__` is one like others:
 * `JSON.parse` makes it the object's own.
 */
export function isPlainJson(value: unknown): boolean {
  return isPlain(value, 0, { left: mostObjects });
}

interface Budget {
  left: number;
}

function isPlain(value: unknown, depth: number, budget: Budget): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0);
    case "object":
      if (value === null) return true;
      budget.left -= 1;
      if (depth >= deepest || budget.left < 0) return false;
      return Array.isArray(value) ? isPlainArray(value, depth, budget) : isPlainObject(value, depth, budget);
    default:
      return false;
  }
}

function isPlainArray(list: readonly unknown[], depth: number, budget: Budget): boolean {
  for (let index = 0; index < list.length; index += 1) {
    // A hole reads as undefined, which is no JSON.
    if (!isPlain(list[index], depth + 1, budget)) return false;
  }
  return true;
}

function isPlainObject(value: object, depth: number, budget: Budget): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype || "toJSON" in value) return false;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  for (const item of Object.values(value)) {
    if (!isPlain(item, depth + 1, budget)) return false;
  }
  return true;
}
