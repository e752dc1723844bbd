/** What a task returns: a number made of its key and of what it was given, so that a wrong input shows at the end. */
export function valueOf(key: string, ...inputs: readonly number[]): number {
  let hash = 17;
  for (const letter of key) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  for (const input of inputs) hash = (hash * 37 + input) % 1_000_003;
  return hash;
}
