import { decodeValue } from "../../../journal/value-codec.ts";
import type { RunRequestHandler } from "./handler.ts";
import { fieldsOf, textIn, textOrNullIn, valueIn } from "./read-params.ts";

export const send: RunRequestHandler<"run/send"> = async (root, params) => {
  const fields = fieldsOf("run/send", params);
  const text = (name: string): string => textIn("run/send", fields, name);
  const value = valueIn("run/send", fields, "v");
  const decoded = decodeValue(value, { getResult: () => undefined, resultOf: () => undefined });
  if (decoded.kind === "missing") throw new TypeError(`run/send: the value cannot be read: ${decoded.reason}.`);
  const flow = [...root.activeFlowRuns].find(({ id }) => id === text("flowRunId"));
  if (flow === undefined || root.isClosed) return { accepted: false };
  await flow.inputs.deliver({ input: text("input"), channel: text("key"), from: textOrNullIn("run/send", fields, "from"), value });
  return { accepted: true };
};
