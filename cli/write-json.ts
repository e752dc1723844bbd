import type { Output } from "./context.ts";

const chunkLength = 64 * 1_024;
/** Lists and records down to here are written piece by piece; what is deeper is small. */
const streamedDepth = 4;

/** Writes one JSON document and a newline without ever holding its whole text. */
export async function writeJson(output: Output, value: unknown): Promise<void> {
  let text = "";
  for (const piece of jsonPieces(value, streamedDepth)) {
    text += piece;
    if (text.length < chunkLength) continue;
    output.write(text);
    await output.drained();
    text = "";
  }
  output.write(`${text}\n`);
}

/** The text of `JSON.stringify` in pieces. */
export function* jsonPieces(value: unknown, depth: number): Generator<string> {
  if (depth === 0 || typeof value !== "object" || value === null || "toJSON" in value) {
    yield JSON.stringify(value) ?? "null";
  } else if (Array.isArray(value)) {
    yield "[";
    for (const [index, item] of value.entries()) {
      if (index > 0) yield ",";
      yield* jsonPieces(item, depth - 1);
    }
    yield "]";
  } else {
    yield "{";
    let separator = "";
    for (const [key, field] of Object.entries(value)) {
      if (field === undefined) continue;
      yield `${separator}${JSON.stringify(key)}:`;
      yield* jsonPieces(field, depth - 1);
      separator = ",";
    }
    yield "}";
  }
}
