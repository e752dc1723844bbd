import { expect, test } from "vitest";
import { PauseBook, pauseNotice, waitingWords } from "../../core/presentation/waiting-words.ts";
import { makePause, makeWaitingRun, noonUs, secondUs } from "./builders.ts";

const minuteUs = 60 * secondUs;

test.each([
  ["what and until when", [makePause({ timeoutAt: noonUs + 65 * minuteUs })], "waits for you: Ship v1.4.0? · until 13:05"],
  ["that it is tomorrow", [makePause({ timeoutAt: noonUs + 1_440 * minuteUs })], "waits for you: Ship v1.4.0? · until tomorrow 12:00"],
  ["the day where it is later", [makePause({ timeoutAt: noonUs + 2_880 * minuteUs })], "waits for you: Ship v1.4.0? · until 2026-02-02 12:00"],
  ["its key where nobody is asked anything", [makePause({ description: null, key: "approve" })], "waits for you: approve"],
  ["no end where there is none", [makePause()], "waits for you: Ship v1.4.0?"],
  ["how many more there are", [makePause(), makePause({ flowRunId: "run-2" })], "waits for you: Ship v1.4.0? · and 1 more"],
])("a run that waits says %s", (_, pauses, expected) => {
  expect(waitingWords({ pauses }, noonUs, 0)).toBe(expected);
});

test("times are those of the user's clock", () => {
  expect(waitingWords({ pauses: [makePause({ timeoutAt: noonUs })] }, noonUs, 90)).toBe("waits for you: Ship v1.4.0? · until 13:30");
});

test("each pause is new once, the next of the same run again", () => {
  const book = new PauseBook();
  expect(book.takeNew(makeWaitingRun()).map(({ number }) => number)).toEqual([1]);
  expect(book.takeNew(makeWaitingRun())).toEqual([]);
  expect(book.takeNew(makeWaitingRun({ pauses: [makePause({ number: 2 })] })).map(({ number }) => number)).toEqual([2]);
});

test("a notification names the child flow's run that waits", () => {
  expect(pauseNotice(makeWaitingRun(), makePause()).text).toBe("load (brisk-heron) waits for you: Ship v1.4.0?");
  expect(pauseNotice(makeWaitingRun(), makePause({ name: "calm-otter" })).text).toBe("load (calm-otter of brisk-heron) waits for you: Ship v1.4.0?");
});
