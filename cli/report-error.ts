import type { ErrorDocument } from "../core/protocol/run-document.ts";
import { MillraceError } from "../core/protocol/errors.ts";
import type { Context } from "./context.ts";
import { exitCodeOfError } from "./exit-codes.ts";
import { lookFor, toLine } from "./view/look.ts";
import { withoutControls } from "./view/text.ts";
import { writeJson } from "./write-json.ts";

/** Tells the user what went wrong and what to do, and gives the exit code. */
export async function reportError(context: Context, error: unknown, isJson: boolean): Promise<number> {
  const { code, message, hint } = describe(error);
  if (isJson) {
    const document: ErrorDocument = { error: { code, message, hint } };
    await writeJson(context.stdout, document);
  } else {
    const look = { ...lookFor(context, context.stderr), columns: Infinity };
    const [first = "", ...rest] = withoutControls(message).split("\n");
    const lines = [
      toLine(look, [{ text: look.icons.failed, paint: "red" }, " ", { text: first, paint: "bold" }]),
      ...rest.map((line) => `  ${line}`),
      ...(hint === null ? [] : withoutControls(hint).split("\n").map((line) => toLine(look, ["  ", { text: line, paint: "dim" }]))),
    ];
    context.stderr.write(`${lines.join("\n")}\n`);
  }
  if (isDebug(context) && error instanceof Error) context.stderr.write(`${error.stack ?? String(error)}\n`);
  return exitCodeOfError(error);
}

function describe(error: unknown): ErrorDocument["error"] {
  if (error instanceof MillraceError) return { code: error.code, message: error.message, hint: error.hint ?? null };
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: "MILLRACE_UNEXPECTED",
    message: `Millrace itself failed: ${message.split("\n")[0]}`,
    hint: "Set MILLRACE_DEBUG=1 to see where, and please report it.",
  };
}

function isDebug({ env }: Context): boolean {
  return env["MILLRACE_DEBUG"] === "1";
}
