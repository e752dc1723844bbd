import type { WitnessLine } from "../workspace.ts";
import { Violation } from "./violation.ts";

/** Of those who are seated and leave, whose processes live all the time, never more are seated at once than the limit has slots. */
export function checkSlots(lines: readonly WitnessLine[], limit: number, where: string): void {
  const name = ({ id, pid }: WitnessLine): string => `${id} of process ${pid}`;
  const seated: string[] = [];
  for (const line of lines) {
    if (line.event === "leave") seated.splice(seated.indexOf(name(line)), 1);
    if (line.event !== "enter" || !leaves(lines, line)) continue;
    seated.push(name(line));
    if (seated.length > limit) throw new Violation("No more slots than there are", `${limit} at once`, seated.join("; "), `${where} (at ${line.at})`);
  }
}

function leaves(lines: readonly WitnessLine[], entered: WitnessLine): boolean {
  const next = lines.slice(lines.indexOf(entered) + 1).find(({ id, pid, event }) => id === entered.id && pid === entered.pid && (event === "leave" || event === "enter"));
  return next?.event === "leave";
}
