import { expect, test } from "vitest";
import { parseLine } from "../../core/records/parse.ts";

function check(line: string, expected: string): void {
  const parsed = parseLine(line);
  expect(parsed.kind === "bad" ? parsed.reason : parsed.record.k).toBe(expected);
}

test("a line is a record of a known kind and format, or the reason why not", () => {
  check('{"n":2,"g":1,"at":5,"k":"done","task":1}', "done");
  check('{"n":1,"g":1,"at":5,"k":"open","v":1,"id":"x","pid":1,"sdk":"0.1.0","node":"v20"}', "open");
  check('{"n":1,"g":1,"at":5,"k":"open","v":4,"id":"x"}', "it is of format 4, and this version of Millrace reads formats up to 3. Update millrace to read it: npm install millrace@latest");
  check('{"n":1,"g":1,"at":5,"k":"later"}', 'its kind "later" is unknown to this version of Millrace');
  check('{"n":1}', "it is no record (n, g, at and k are expected)");
});
