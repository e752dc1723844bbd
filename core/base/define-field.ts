/** Gives a copy a field under whatever name the original has it: assigned, one named `__proto__` would be the copy's prototype. */
export function defineField(copy: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") Object.defineProperty(copy, name, { value, writable: true, enumerable: true, configurable: true });
  else copy[name] = value;
}
