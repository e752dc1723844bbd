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

test("a record whose value, origin or parts are damaged is none", () => {
  const [about = ""] = encodeKeyedRecord(record).split("\n");
  const file = '"f":"0123abcd.json","size":5';
  const whole = ["", '{"v":null}', '{"x":"[1]"}', '{"o":"1","by":"mine"}', `{${file},"c":"v"}`, `{${file},"c":"o","by":"mine"}`];
  for (const value of whole) expect(decodeKeyedRecord(record.key, `${about}\n${value}\n`)).not.toBeNull();
  const damaged = ['{"v":12', "[]", "null", "5", "{}", '{"x":5}', '{"o":"1"}', '{"t":1}', '{"m":"a preview"}', '{"f":5,"c":"v"}', `{${file},"c":"o"}`, '{"f":"../../a.json","c":"v"}'];
  for (const value of damaged) expect(decodeKeyedRecord(record.key, `${about}\n${value}\n`), value).toBeNull();
  for (const other of [{ origin: {} }, { origin: [] }, { parts: { repo: 5 } }, { parts: "x" }]) {
    expect(decodeKeyedRecord(record.key, `${JSON.stringify({ ...JSON.parse(about), ...other })}\n{"v":1}\n`), JSON.stringify(other)).toBeNull();
  }
});

test("each key has a file name of its own that every file system takes", () => {
  const keys = ["foo-bar", "Foo-bar", "foo bar", "foo/bar", "../../etc/passwd", "con", "", "k-foo", "a".repeat(101), "é", "stars of a/b", "stars of a.b"];
  const names = keys.map(keyedFileName);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(keys.length);
  for (const name of names) expect(name).toMatch(/^[a-z]-[a-z0-9._-]{1,110}$/);
  expect(names[0]).toBe("k-foo-bar");
});
