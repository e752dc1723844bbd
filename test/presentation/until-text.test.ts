import { expect, test } from "vitest";
import { exampleInput } from "../../core/presentation/example-input.ts";
import { untilText } from "../../core/presentation/until-text.ts";
import { formSchema } from "../../core/protocol/pause-input.ts";

const nowUs = Date.parse("2026-01-30T22:30:00Z") * 1_000;

test.each([
  ["2026-01-30T23:01:35Z", 0, "23:01:35 (31m 35s from now)"],
  ["2026-01-31T22:30:00Z", 0, "2026-01-31 22:30:00 (1d 0h from now)"],
  ["2026-01-30T23:30:00Z", 60, "2026-01-31 00:30:00 (1h 00m from now)"],
  ["2026-01-30T22:00:00Z", 0, "22:00:00"],
])("%s with an offset of %i minutes is %s", (at, offset, expected) => expect(untilText(Date.parse(at) * 1_000, nowUs, offset)).toBe(expected));

test.each([
  [{ minimum: Number.MIN_SAFE_INTEGER, maximum: 5 }, 0],
  [{ minimum: 3, maximum: 9 }, 3],
  [{ maximum: -2 }, -2],
  [{ exclusiveMinimum: 0 }, 1],
])("an example of a whole number within %j is %i", (bounds, expected) => expect(exampleInput(formSchema({ type: "integer", ...bounds }))).toBe(expected));
