import picocolors from "picocolors";
import type { Context, Output } from "../context.ts";
import { asciiIcons, unicodeIcons, type Icons } from "./icons.ts";
import { cut, widthOf } from "./text.ts";

export type Paint = "bold" | "dim" | "red" | "green" | "yellow" | "blue" | "cyan" | "magenta";

/** How to draw for one output: colours, icons, width. Everything in `view/` is a function of data and a look. */
export interface Look {
  readonly icons: Icons;
  /** Lines are cut here; `Infinity` where nobody wraps. */
  readonly columns: number;
  readonly utcOffsetMinutes: number;
  paint(paint: Paint, text: string): string;
}

/** A piece of a line. */
export type Segment = string | { readonly text: string; readonly paint: Paint };

export function lookFor(context: Context, output: Output): Look {
  const colors = picocolors.createColors(hasColors(context, output));
  return {
    icons: hasUnicode(context) ? unicodeIcons : asciiIcons,
    columns: output.size()?.columns ?? Infinity,
    utcOffsetMinutes: context.utcOffsetMinutes,
    paint: (paint, text) => colors[paint](text),
  };
}

/** NO_COLOR wins, then FORCE_COLOR, then whether a terminal that knows colours is there. https://no-color.org */
export function hasColors({ env }: Pick<Context, "env">, output: Pick<Output, "isTty">): boolean {
  if (env["NO_COLOR"] !== undefined && env["NO_COLOR"] !== "") return false;
  const force = env["FORCE_COLOR"];
  if (force !== undefined) return force !== "0" && force !== "false";
  return output.isTty && env["TERM"] !== "dumb";
}

/** Whether icons beyond ASCII can be shown: a UTF-8 locale; on Windows a terminal that is known for it. */
export function hasUnicode({ env, platform }: Pick<Context, "env" | "platform">): boolean {
  if (platform === "win32") {
    return env["WT_SESSION"] !== undefined || env["TERM_PROGRAM"] === "vscode" || env["TERM"] === "xterm-256color" || env["CI"] !== undefined;
  }
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"];
  return locale === undefined || locale === "" ? env["TERM"] !== "linux" : /utf-?8/i.test(locale);
}

/** One line of text out of segments, cut to the look's width before it is painted. */
export function toLine(look: Look, segments: readonly Segment[]): string {
  let room = look.columns;
  let line = "";
  for (const segment of segments) {
    const text = typeof segment === "string" ? segment : segment.text;
    const shown = room === Infinity ? text : cut(text, room, look.icons.ellipsis);
    room -= widthOf(shown);
    line += typeof segment === "string" || shown === "" ? shown : look.paint(segment.paint, shown);
    if (shown !== text) break;
  }
  return line.trimEnd();
}
