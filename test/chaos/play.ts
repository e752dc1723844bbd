/** Several workspaces side by side, for as long as is asked for. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EpisodeFailure, playEpisode } from "./episode.ts";
import { bundleHost } from "./host/bundle-host.ts";
import { Tally } from "./tally.ts";

export interface PlayOptions {
  readonly seed: string;
  /** No new workspace is begun after so many milliseconds. */
  readonly ms: number;
  readonly lanes: number;
  /** Not more than so many workspaces in each lane. Default: no limit. */
  readonly episodes?: number;
  readonly onFailure?: (failure: EpisodeFailure) => void;
  readonly onProgress?: (tally: Tally) => void;
}

export interface Played {
  readonly tally: Tally;
  readonly failures: readonly EpisodeFailure[];
}

export async function play({ seed, ms, lanes, episodes = Infinity, onFailure, onProgress }: PlayOptions): Promise<Played> {
  const folder = mkdtempSync(join(tmpdir(), "mchaos-host-"));
  const tally = new Tally();
  const failures: EpisodeFailure[] = [];
  const end = Date.now() + ms;
  try {
    const bundle = await bundleHost(folder);
    const playLane = async (lane: number): Promise<void> => {
      for (let number = 0; number < episodes && Date.now() < end; number += 1) {
        const failure = await playEpisode({ bundle, seed: `${seed}.${lane}.${number}`, tally });
        if (failure !== undefined) {
          failures.push(failure);
          onFailure?.(failure);
        }
        onProgress?.(tally);
      }
    };
    await Promise.all(Array.from({ length: lanes }, (_, lane) => playLane(lane)));
    return { tally, failures };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
