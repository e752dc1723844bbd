import { decodeValue } from "../../../journal/value-codec.ts";
import { answerPause } from "../../run/pauses/answer-pause.ts";
import type { RunRequestHandler } from "./handler.ts";
import { fieldsOf, textIn, valueIn } from "./read-params.ts";

export const resume: RunRequestHandler<"run/resume"> = async (root, params) => {
  const fields = fieldsOf("run/resume", params);
  const { pause } = fields;
  if (typeof pause !== "number") throw new TypeError("run/resume: expected a number in pause.");
  const decoded = decodeValue(valueIn("run/resume", fields, "input"), { getResult: () => undefined, resultOf: () => undefined });
  if (decoded.kind === "missing") throw new TypeError(`run/resume: the input cannot be read: ${decoded.reason}.`);
  const answer = { token: textIn("run/resume", fields, "answer"), pause, input: decoded.value };
  return await answerPause(root, textIn("run/resume", fields, "flowRunId"), answer);
};
