import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";

/** The cases of the sections that are delivered, by the two letters of their section and file. */
const cases = {
  TE: [1, 2, 5, 6, 8, 9, 10, 11, 13, 14, 17, 19, 20, 21, 23],
  TR: [3, 4, 6, 7, 8, 9, 10, 13, 14, 17, 19, 20, 21, 22, 24, 25],
  TT: [1, 2, 3, 4, 5, 8, 9],
  FE: [1, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17, 20, 21, 22, 23],
  FS: [3, 5, 6, 7, 9, 10, 11, 12, 13, 14, 16],
  SR: [2, 3, 6, 9, 10],
  SU: [1, 3, 4, 5, 7, 8],
  FR: [1, 2, 3, 4, 8, 10, 11, 12, 16],
  FU: [1, 4, 5, 6, 7, 8, 10, 11, 12, 14, 17, 19, 20, 22, 23, 24, 27, 28, 29, 30, 31, 32, 33],
  TX: [1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22],
  CA: [1, 2, 3, 4, 6, 7, 8, 9, 10, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 26, 27, 28],
  RE: [1, 2, 4, 6, 8, 9, 10],
  HO: [1, 3, 6, 7, 8, 9, 10],
  PO: [1, 5, 6, 8, 9, 10, 11, 12, 13, 16, 17, 18, 21, 22, 24, 26, 27],
  CO: [3, 4, 5, 7, 8, 9, 10, 11, 12, 13],
  TG: [2, 4, 6, 8],
  PA: [13, 14],
  AV: [1, 2, 4, 5, 6, 7, 8, 9, 10],
} as const;

const folder = new URL("./", import.meta.url);

test("each case is a test of this folder or is listed as skipped, and never both", async () => {
  const expected = Object.entries(cases).flatMap(([section, numbers]) => numbers.map((number) => section + String(number).padStart(2, "0")));
  const tested = await testedCases();
  const skipped = new Set([...(await read("skipped.md")).matchAll(/^- ([A-Z]{2}\d{2}): \S/gm)].map((match) => match[1]));
  expect({
    missing: expected.filter((id) => !tested.has(id) && !skipped.has(id)),
    both: expected.filter((id) => tested.has(id) && skipped.has(id)),
  }).toEqual({ missing: [], both: [] });
});

/** Ids at the head of a test's name. */
async function testedCases(): Promise<ReadonlySet<string>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".test.ts"));
  const texts = await Promise.all(files.map(read));
  return new Set(texts.flatMap((text) => [...text.matchAll(/"([A-Z]{2}\d{2}) [^"]/g)].map((match) => match[1] ?? "")));
}

async function read(file: string): Promise<string> {
  return await readFile(new URL(file, folder), "utf8");
}
