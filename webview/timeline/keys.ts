/** What a key does on the timeline, from the focused row. */
import type { TimelineRow } from "../layout/timeline-rows.ts";

export type TimelineCommand =
  | { readonly kind: "focus"; readonly row: number }
  | { readonly kind: "toggle"; readonly row: number }
  | { readonly kind: "open" }
  | { readonly kind: "zoom"; readonly factor: number }
  | { readonly kind: "pan"; readonly pages: number }
  | { readonly kind: "fit" | "zoomToRow" | "unselect" | "answer" | "rerunFrom" };

/** `undefined` for a key that means nothing here. */
export function timelineCommand(key: string, rows: readonly TimelineRow[], focused: number, rowsInSight: number): TimelineCommand | undefined {
  const row = rows[focused];
  const focus = (index: number): TimelineCommand => ({ kind: "focus", row: Math.max(0, Math.min(rows.length - 1, index)) });
  switch (key) {
    case "ArrowDown":
      return focus(focused + 1);
    case "ArrowUp":
      return focus(focused - 1);
    case "Home":
      return focus(0);
    case "End":
      return focus(rows.length - 1);
    case "PageDown":
      return focus(focused + Math.max(1, rowsInSight - 1));
    case "PageUp":
      return focus(focused - Math.max(1, rowsInSight - 1));
    case "ArrowRight":
      if (row === undefined || !row.isExpandable) return undefined;
      return row.isExpanded ? focus(focused + 1) : { kind: "toggle", row: focused };
    case "ArrowLeft":
      if (row?.isExpandable === true && row.isExpanded) return { kind: "toggle", row: focused };
      return focus(parentRow(rows, focused));
    case " ":
      return row?.isExpandable === true ? { kind: "toggle", row: focused } : { kind: "open" };
    case "Enter":
      return { kind: "open" };
    case "Escape":
      return { kind: "unselect" };
    case "w":
    case "+":
    case "=":
      return { kind: "zoom", factor: 1.5 };
    case "s":
    case "-":
      return { kind: "zoom", factor: 1 / 1.5 };
    case "a":
      return { kind: "pan", pages: -0.2 };
    case "d":
      return { kind: "pan", pages: 0.2 };
    case "f":
    case "0":
      return { kind: "fit" };
    case "z":
      return { kind: "zoomToRow" };
    case "r":
      return { kind: "rerunFrom" };
    case "i":
      return { kind: "answer" };
    default:
      return undefined;
  }
}

/** The row that a row stands below; itself when there is none. */
export function parentRow(rows: readonly TimelineRow[], index: number): number {
  const depth = rows[index]?.depth ?? 0;
  for (let above = index - 1; above >= 0; above -= 1) if ((rows[above]?.depth ?? 0) < depth) return above;
  return index;
}
