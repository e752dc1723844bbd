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
  ["too short", "abc", "abc", "abc"],
] as const)("a secret is replaced %s", ([, secret, text, expected]) => {
  expect(knowing(secret).redact(text)).toBe(expected);
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
