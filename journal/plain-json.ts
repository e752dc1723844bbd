const deepest = 64;

/**
 * Whether JSON gives the value back as it was: no dates, maps, class instances, `undefined`, holes, `-0` or cycles
 * (anything nested more than 64 deep counts as one).
 */
export function isPlainJson(value: unknown, depth = 0): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0);
    case "object":
      if (value === null) return true;
      if (depth >= deepest) return false;
      return Array.isArray(value) ? isPlainArray(value, depth) : isPlainObject(value, depth);
    default:
      return false;
  }
}

function isPlainArray(list: readonly unknown[], depth: number): boolean {
  for (let index = 0; index < list.length; index += 1) {
    // A hole reads as undefined, which is no JSON.
    if (!isPlainJson(list[index], depth + 1)) return false;
  }
  return true;
}

function isPlainObject(value: object, depth: number): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype || "toJSON" in value) return false;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  for (const [key, item] of Object.entries(value)) {
    if (key === "__proto__" || !isPlainJson(item, depth + 1)) return false;
  }
  return true;
}
