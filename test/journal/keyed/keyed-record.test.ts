import { expect, test } from "vitest";
import { decodeKeyedRecord, encodeKeyedRecord, keyedFileName, type KeyedRecord } from "../../../journal/keyed/keyed-record.ts";

const record: KeyedRecord = {
  key: "stars of a/b",
  stored: '{"v":{"text":"two\\nlines"}}',
  at: 1_000,
  expiresAt: 2_000,
  origin: { taskRunId: "r-1", taskRun: "getStars-0", runId: "r", run: "brisk-heron" },
  parts: { repo: "abc" },
};

test("a record comes back as it was, with undefined for a value too", () => {
  const empty: KeyedRecord = { ...record, stored: undefined, expiresAt: null, origin: null, parts: null };
  expect([record, empty].map((each) => decodeKeyedRecord(each.key, encodeKeyedRecord(each)))).toEqual([record, empty]);
});

test("a text that is cut anywhere is no record", () => {
  const text = encodeKeyedRecord(record);
  for (let length = 0; length < text.length; length += 1) expect(decodeKeyedRecord(record.key, text.slice(0, length))).toBeNull();
});

test("the record of another key, of another version, and what is no record are none", () => {
  const text = encodeKeyedRecord(record);
  expect(decodeKeyedRecord("another", text)).toBeNull();
  expect(decodeKeyedRecord(record.key, text.replace('"v":1', '"v":2'))).toBeNull();
  expect(decodeKeyedRecord(record.key, `${"\0".repeat(50)}\n`)).toBeNull();
  expect(decodeKeyedRecord(record.key, "[]\n1\n")).toBeNull();
});

test("each key has a file name of its own that every file system takes", () => {
  const keys = ["foo-bar", "Foo-bar", "foo bar", "foo/bar", "../../etc/passwd", "con", "", "k-foo", "a".repeat(101), "é", "stars of a/b", "stars of a.b"];
  const names = keys.map(keyedFileName);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(keys.length);
  for (const name of names) expect(name).toMatch(/^[a-z]-[a-z0-9._-]{1,110}$/);
  expect(names[0]).toBe("k-foo-bar");
});
