/**
 * `npm run chaos -- --seed 7 --minutes 20 --lanes 3`: random flows, random kills and random requests, held against what
 * must be true. `--replay 7.1.4` plays one workspace again, `--steps 9` only its first nine steps, `--without 2,5` all but these.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type EpisodeFailure, playEpisode } from "./episode.ts";
import { bundleHost } from "./host/bundle-host.ts";
import { play } from "./play.ts";
import { Tally } from "./tally.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    minutes: { type: "string", default: "1" },
    lanes: { type: "string", default: "3" },
    replay: { type: "string" },
    steps: { type: "string" },
    without: { type: "string", default: "" },
    times: { type: "string", default: "1" },
  },
});

const print = (text: string): void => void process.stdout.write(`${text}\n`);

process.exitCode = (await (values.replay === undefined ? playAll() : replay(values.replay))) ? 0 : 1;

async function playAll(): Promise<boolean> {
  const { seed } = values;
  const [minutes, lanes] = [Number(values.minutes), Number(values.lanes)];
  print(`chaos: seed ${seed}, ${minutes} minutes, ${lanes} workspaces side by side`);
  const startedAt = Date.now();
  let toldAt = startedAt;
  const { tally, failures } = await play({
    seed,
    ms: minutes * 60_000,
    lanes,
    onFailure: printFailure,
    onProgress: (now) => {
      if (Date.now() - toldAt < 30_000) return;
      toldAt = Date.now();
      print(`${Math.round((toldAt - startedAt) / 1_000)} s: ${now.killCount} kills, ${now.runs} runs, load ${loadavg()[0]?.toFixed(1)}`);
    },
  });
  print(`seed ${seed}, ${((Date.now() - startedAt) / 60_000).toFixed(1)} minutes`);
  print(String(tally));
  print(`${failures.length} violations`);
  return failures.length === 0;
}

async function replay(seed: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "mchaos-host-"));
  const tally = new Tally();
  try {
    const bundle = await bundleHost(folder);
    for (let time = 0; time < Number(values.times); time += 1) {
      const failure = await playEpisode({
        bundle,
        seed,
        tally,
        steps: values.steps === undefined ? Infinity : Number(values.steps),
        without: new Set(values.without.split(",").filter(Boolean).map(Number)),
        onStep: (number, step) => print(`${number}: ${JSON.stringify(step)}`),
      });
      if (failure === undefined) continue;
      printFailure(failure);
      return false;
    }
    print(String(tally));
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function printFailure({ seed, step, done, violation, directory }: EpisodeFailure): void {
  print(`\nVIOLATION: ${violation.message}`);
  print(`    after:    step ${step}${done === null ? ", the end" : `: ${JSON.stringify(done)}`}`);
  print(`    kept:     ${directory}`);
  print(`    again:    npm run chaos -- --replay ${seed} --steps ${step}\n`);
}
