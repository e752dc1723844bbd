import { join } from "node:path";

/** Where a workspace's engines keep what they share (J8). `home` is its `.millrace` folder. */
export interface LeaderPaths {
  readonly folder: string;
  readonly limits: string;
  readonly slots: string;
  readonly variables: string;
  /** What leaders had to say that nobody was there to hear. */
  readonly log: string;
}

export function leaderPaths(home: string): LeaderPaths {
  const folder = join(home, "engine");
  return { folder, limits: join(folder, "limits.ndjson"), slots: join(folder, "slots.ndjson"), variables: join(folder, "variables.ndjson"), log: join(folder, "leader.log") };
}
