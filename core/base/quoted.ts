const longest = 80;

/** A value in quotes, on one line: what is long is cut, and its length told. For messages that name what somebody has typed. */
export function quoted(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value) ?? String(value);
  return value.length <= longest ? JSON.stringify(value) : `${JSON.stringify(`${value.slice(0, longest)}…`)} (${value.length} characters)`;
}
