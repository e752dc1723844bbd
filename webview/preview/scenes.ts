/** What the preview can show: by name, folders with their runs. */
import type { FlowEntry } from "../../core/protocol/flow-entry.ts";
import { nowUs } from "../timers.ts";
import type { Recording } from "./from-document.ts";
import { generateRun } from "./generate.ts";
import { pictureAt } from "./replay.ts";
import { waitingRun } from "./waiting.ts";
import type { RecordedFolder } from "./recorded-host.ts";

export function foldersOf(scene: string, recordings: readonly Recording[]): RecordedFolder[] {
  const createdAt = nowUs() - 3_600_000_000;
  switch (scene) {
    case "empty":
      return [folder("shop", [])];
    case "no-runs":
      return [{ ...folder("shop", []), flows: flowsOf(recordings) }];
    case "large": {
      const folded = generateRun({ id: "large-folded", name: "folded", flow: "crawl", tasks: 10_000, atATime: 32, isFlat: false, createdAt });
      const flat = generateRun({ id: "large-flat", name: "flat", flow: "crawl", tasks: 10_000, atATime: 32, isFlat: true, createdAt: createdAt - 60_000_000 });
      return [folder("shop", [folded, flat])];
    }
    case "growing": {
      // As it was at its start; what happens then is told from outside.
      const whole = generateRun({ id: "growing", name: "growing", flow: "crawl", tasks: 10_000, atATime: 32, isFlat: false, createdAt });
      return [folder("shop", [{ ...whole, picture: pictureAt(whole.picture, 500, nowUs(), 1) }])];
    }
    case "two-folders":
      return [folder("shop", recordings.slice(0, 2)), folder("warehouse", recordings.slice(2))];
    case "waiting":
      return [folder("shop", [waitingRun(nowUs()), ...recordings])];
    case "long-list":
      return [folder("shop", [...recordings, ...manyRuns(recordings)])];
    default:
      return [folder("shop", recordings)];
  }
}

function folder(name: string, recordings: readonly Recording[]): RecordedFolder {
  return { folder: `file:///${name}`, path: `/${name}`, name, recordings, flows: flowsOf(recordings) };
}

function flowsOf(recordings: readonly Recording[]): FlowEntry[] {
  const names = new Set(recordings.map(({ picture }) => picture.run.flow));
  return [...names].map((name) => ({
    id: `${name}.ts#${name}`,
    name,
    export: name,
    file: `${name}.ts`,
    line: 1,
    column: 1,
    firstLine: 1,
    lastLine: 20,
    description: null,
    parameters: name === "import-orders" ? "optional" : "none",
    isBroken: false,
  }));
}

/** The same runs again, under other names and earlier. */
function manyRuns(recordings: readonly Recording[]): Recording[] {
  return Array.from({ length: 600 }, (_, index): Recording[] => {
    const recording = recordings[index % recordings.length];
    if (recording === undefined) return [];
    const { run } = recording.picture;
    const id = `${run.id}-${index}`;
    const shift = (index + 1) * 900_000_000;
    const earlier = { ...run, id, name: `${run.name}-${index}`, createdAt: run.createdAt - shift, startAt: run.startAt === null ? null : run.startAt - shift, endAt: run.endAt === null ? null : run.endAt - shift };
    return [{ ...recording, picture: { ...recording.picture, run: earlier } }];
  }).flat();
}
