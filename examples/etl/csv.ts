/** A line of a CSV file, by the names in its first line. */
export interface CsvRow {
  /** From 2: the first line holds the names. */
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
}

/** Reads CSV with quoted fields (`"a, b"`, `"say ""hi"""`). No field spans lines. A field that a line lacks is `""`. */
export function parseCsv(text: string): CsvRow[] {
  const [header = "", ...lines] = text.trimEnd().split(/\r?\n/);
  const names = splitLine(header);
  return lines.map((line, index) => {
    const values = splitLine(line);
    return { line: index + 2, fields: Object.fromEntries(names.map((name, column) => [name, (values[column] ?? "").trim()])) };
  });
}

function splitLine(line: string): string[] {
  return Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "");
}
