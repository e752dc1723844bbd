import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { make, type Child } from "../parts/dom.ts";

/** A sentence in which each name of a known run is a link to it, as in `2 of 2 are held by brisk-heron (getStars-0), calm-otter`. */
export function withRunLinks(text: string, runs: readonly Pick<RunSummary, "id" | "name">[], show: (runId: string) => void): Child[] {
  const byName = new Map(runs.map(({ id, name }) => [name, id]));
  return text.split(/([\w-]+)/).map((part) => {
    const runId = byName.get(part);
    if (runId === undefined) return part;
    const link = make("button", { class: "link", type: "button", title: "Show this run" }, part);
    link.addEventListener("click", () => show(runId));
    return link;
  });
}
