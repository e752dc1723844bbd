/** What was done, for the summary. */
export class Tally {
  flows = 0;
  runs = 0;
  episodes = 0;
  steps = 0;
  checks = 0;
  completed = 0;
  readonly kills = new Map<string, number>();
  readonly requests = new Map<string, number>();

  kill(what: string): void {
    this.kills.set(what, (this.kills.get(what) ?? 0) + 1);
  }

  request(kind: string, outcome: "answered" | "refused" | "cut off"): void {
    const key = `${kind} ${outcome}`;
    this.requests.set(key, (this.requests.get(key) ?? 0) + 1);
  }

  /** Without processes that were only held, and went on. */
  get killCount(): number {
    return sum([...this.kills].filter(([what]) => !what.includes("held")).map(([, count]) => count));
  }

  get requestCount(): number {
    return sum([...this.requests.values()]);
  }

  toString(): string {
    const list = (map: ReadonlyMap<string, number>): string => [...map].sort().map(([name, count]) => `${count} ${name}`).join(", ");
    return [
      `${this.episodes} workspaces, ${this.flows} flows, ${this.runs} runs (${this.completed} completed), ${this.steps} steps, ${this.checks} looks at a run`,
      `${this.killCount} kills: ${list(this.kills)}`,
      `${this.requestCount} requests: ${list(this.requests)}`,
    ].join("\n");
  }
}

function sum(list: readonly number[]): number {
  return list.reduce((total, each) => total + each, 0);
}
