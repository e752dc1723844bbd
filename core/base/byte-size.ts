const unitBytes = { B: 1, KB: 1_000, MB: 1_000_000, GB: 1_000_000_000, TB: 1_000_000_000_000 } as const;

const pattern = /^(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB)?$/i;

/** What a size may look like, for messages. */
export const byteSizeForms = 'a number of bytes, or text such as "500KB", "100MB", "2GB"';

/** The size in bytes (a kilobyte has 1,000), or `undefined` for what is not a size. */
export function parseByteSize(text: string): number | undefined {
  const match = pattern.exec(text.trim());
  if (match === null) return undefined;
  const unit = (match[2] ?? "B").toUpperCase() as keyof typeof unitBytes;
  const bytes = Math.round(Number(match[1]) * unitBytes[unit]);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** A size for people: `"0 B"`, `"640 B"`, `"12.4 KB"`, `"2 GB"`. */
export function formatByteSize(bytes: number): string {
  const unit = (["TB", "GB", "MB", "KB"] as const).find((each) => bytes >= unitBytes[each]);
  if (unit === undefined) return `${bytes} B`;
  return `${Number((bytes / unitBytes[unit]).toFixed(1))} ${unit}`;
}
