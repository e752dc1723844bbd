import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Redactor } from "../../core/secrets/redactor.ts";

function knowing(...values: readonly string[]): Redactor {
  const redactor = new Redactor();
  for (const value of values) redactor.add(value);
  return redactor;
}

test.for([
  ["as it is", "hunter22", "a hunter22 b", "a ******** b"],
  ["more than once", "hunter22", "hunter22hunter22", "****************"],
  ["as JSON writes it", 'say "hi"\n', JSON.stringify({ a: 'say "hi"\n' }), '{"a":"********"}'],
  ["within a text of JSON", 'say "hi"', JSON.stringify({ a: JSON.stringify('say "hi"') }), JSON.stringify({ a: '"********"' })],
  ["as an address writes it", "p@ss/word", "https://u:p%40ss%2Fword@host", "https://u:********@host"],
  ["one that holds another", "hunter22", "hunter2222", "********22"],
  ["in base64", "hunter22", `Basic ${Buffer.from("hunter22").toString("base64")}`, "Basic ********I="],
  ["in base64, behind other bytes", "hunter22", Buffer.from("ann:hunter22").toString("base64"), "YW5uOm********"],
  ["in base64 as addresses write it", "????>>>>", Buffer.from("a????>>>>").toString("base64url"), "YT********"],
  ["as a Buffer is shown", "hunter22", `seen ${inspect(Buffer.from("a hunter22"))}`, "seen <Buffer 61 20 ********>"],
  ["in hex", "hunter22", `0x${Buffer.from("hunter22").toString("hex")}`, "0x********"],
  ["as bytes are shown, in columns", "hunter22", inspect(new TextEncoder().encode("hunter22")), "Uint8Array(8) [\n  ********\n]"],
  ["in an address that is part of another one", "hunter2 pass", encodeURIComponent(`https://h/?t=${encodeURIComponent("hunter2 pass")}`), "https%3A%2F%2Fh%2F%3Ft%3D********"],
  ["too short", "abc", "abc", "abc"],
] as const)("a secret is replaced %s", ([, secret, text, expected]) => {
  expect(knowing(secret).redact(text)).toBe(expected);
});

const awkward = ["hunter2 pass/word", "a b=hunter2", 'Zq9"hunter2 kk/pp', "1+1 = 2, 50% off", "it's (not) *so* ~easy!", "a\\b \"c\"", "grün ß/密码 😀", "tab\tand line\n!"];

/** Path and user of an address make a slash of a backslash, drop control characters, and end at some others. */
const bare = (text: string): boolean => !/[\\\t\n]/.test(text);

const encoders: readonly (readonly [string, (text: string) => string, (text: string) => boolean])[] = [
  ["encodeURIComponent", encodeURIComponent, () => true],
  ["encodeURI", encodeURI, () => true],
  ["escape", (text) => (globalThis as unknown as { escape(text: string): string }).escape(text), () => true],
  ["URLSearchParams", (text) => new URLSearchParams([["", text]]).toString().slice(1), () => true],
  ["small hex digits", (text) => encodeURIComponent(text).replace(/%../g, (each) => each.toLowerCase()), () => true],
  ["every character", (text) => [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""), () => true],
  ["a URL's query", (text) => new URL(`https://h/?${text}`).search.slice(1), (text) => !/[\t\n]/.test(text)],
  ["a URL's path", (text) => new URL(`https://h/${text}`).pathname.slice(1), bare],
  ["a URL's user", (text) => Object.assign(new URL("https://h/"), { username: text }).username, () => true],
  ["a URL's hash", (text) => new URL(`https://h/#${text}`).hash.slice(1), (text) => !/[\t\n]/.test(text)],
];

test.for(encoders)("a secret is found as %s writes it, also in a record", ([, encode, keeps]) => {
  for (const secret of awkward.filter(keeps)) {
    const redactor = knowing(secret);
    const message = `GET "https://h/?t=${encode(secret)}&z=%41 ok`;
    expect(redactor.redact(message)).toBe('GET "https://h/?t=********&z=%41 ok');
    const body = JSON.stringify({ message, fields: { nested: JSON.stringify({ message }) } }).slice(1);
    expect(JSON.parse(`{${redactor.redactBody(body)}`)).toEqual({
      message: 'GET "https://h/?t=********&z=%41 ok',
      fields: { nested: JSON.stringify({ message: 'GET "https://h/?t=********&z=%41 ok' }) },
    });
  }
});

test("what an address writes of another text is left as it is", () => {
  const text = "https://h/?a=hunter2%20passport/word&b=hunter2+word&c=%zz%u12%F7%BF%BF%BF%C3";
  expect(knowing(...awkward).redact(text)).toBe(text);
});

test("bytes that a record shows in lines are found in it", () => {
  const body = JSON.stringify({ message: inspect(new TextEncoder().encode("hunter22")) }).slice(1);
  expect(JSON.parse(`{${knowing("hunter22").redactBody(body)}`)).toEqual({ message: "Uint8Array(8) [\n  ********\n]" });
});

test("two that overlap are replaced as one", () => {
  expect(knowing("hunter2", "hunter2 pass", "er2 pass word").redact("a hunter2%20pass%20word b hunter2")).toBe("a ******** b ********");
});

test("a long text is read in a time that grows with its length alone", () => {
  const redactor = knowing(...awkward);
  const long = "%20+%25, \\\\n".repeat(50_000);
  expect(redactor.redact(long)).toBe(long);
});

test("the longer of two is replaced as a whole", () => {
  expect(knowing("hunter", "hunter22").redact("hunter22 hunter")).toBe("******** ********");
});

test("a record stays one, whatever its secrets are spelled like", () => {
  const body = '"k":"task","task":1234,"in":{"name":{"v":"task 1234"}},"state":{"type":"RUNNING","name":"Running"}}';
  expect(JSON.parse(`{${knowing("task", "1234", "RUNNING", "Running").redactBody(body)}`)).toEqual({
    k: "task",
    task: 1234,
    in: { name: { v: "******** ********" } },
    state: { type: "RUNNING", name: "********" },
  });
});

test("what has no secret is left as it is", () => {
  const body = '"k":"done",  "task":1}';
  expect(knowing("hunter22").redactBody(body)).toBe(body);
  expect(new Redactor().isEmpty).toBe(true);
});

test.for([0, 1, 2, 3, 4, 5, 6])("a secret is found in bytes behind %i others", (before) => {
  for (const secret of ["abcd", "hunter22", "grün-ß-密码"]) {
    const text = Buffer.concat([Buffer.alloc(before, 7), Buffer.from(secret), Buffer.alloc(before, 9)]).toString("base64");
    expect(knowing(secret).has(text)).toBe(true);
    expect(knowing(`${secret}-other`).has(text)).toBe(false);
  }
});

test.for([
  ["an event's resource", { k: "event", event: "77771234", name: "x", resource: { id: "of 1234", 1234: "1234" } }, { k: "event", event: "77771234", name: "x", resource: { id: "of ********", "********": "********" } }],
  [
    "what user code gave",
    { k: "artifact", artifact: "1", type: "table", data: { v: { type: "1234", k: [1234, { 1234: true }] } } },
    { k: "artifact", artifact: "1", type: "table", data: { v: { type: "********", k: ["********", { "********": true }] } } },
  ],
  ["fields of the log", { at: 1234, level: "info", message: "m", run: 1234, fields: { n: 1234, "a 1234": -1234.5, level: "1234" } }, { at: 1234, level: "info", message: "m", run: 1234, fields: { n: "********", "a ********": "-********.5", level: "********" } }],
  ["the sizes of files", { k: "item", task: 1234, v: { f: "1234.json", c: "v", size: 1234 } }, { k: "item", task: 1234, v: { f: "1234.json", c: "v", size: 1234 } }],
  ["a parameter of any name", { k: "task", in: { v: { f: "1234.json", c: "v", size: 1234 }, resource: { v: 1234 } } }, { k: "task", in: { v: { f: "1234.json", c: "v", size: 1234 }, resource: { v: "********" } } }],
  ["a form", { k: "state", state: { type: "PAUSED", pause: { place: "key:1234", schema: { v: { properties: { 1234: { title: "1234" } } } } } } }, { k: "state", state: { type: "PAUSED", pause: { place: "key:********", schema: { v: { properties: { 1234: { title: "********" } } } } } } }],
] as const)("of %s only what user code gave is replaced", ([, record, expected]) => {
  expect(knowing("1234").redactRecord(record)).toEqual(expected);
});

test("keys that are alike without their secrets are both kept", () => {
  expect(knowing("hunter22", "hunter33").redactValue({ hunter22: 1, hunter33: 2, "******** 2": 3 })).toEqual({ "********": 1, "******** 3": 2, "******** 2": 3 });
});
