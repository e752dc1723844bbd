/**
 * `npx tsx scripts/vscode/screenshots.ts [folder]`: drives the real VS Code with what is built, and writes pictures of it. Without a folder
 * those that the README shows, into `docs/images/editor/`; with one, all of them, in every theme.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Editor, type EditorOptions } from "./driver/editor.ts";
import { prepareEditor } from "./driver/prepare-editor.ts";
import { playEmpty } from "./scenes/empty.ts";
import { playRestricted } from "./scenes/restricted.ts";
import { pictureSettings, Stage } from "./scenes/stage.ts";
import { playWaiting } from "./scenes/waiting.ts";
import { playWorking } from "./scenes/working.ts";

const ofReadme = ["overview", "lenses", "prompt", "breakpoint", "failure", "graph", "approval"];
const plays: readonly (readonly [(stage: Stage) => Promise<void>, EditorOptions])[] = [
  [playWorking, {}],
  [playWaiting, {}],
  [playRestricted, { asksForTrust: true }],
  [playEmpty, {}],
];

const [given] = process.argv.slice(2);
const folder = given ?? fileURLToPath(new URL("../../docs/images/editor", import.meta.url));
const wanted = (name: string): boolean => given !== undefined || ofReadme.includes(name);
const preparing = mkdtempSync(join(tmpdir(), "millrace-pictures-"));
try {
  const prepared = await prepareEditor(preparing);
  for (const [play, options] of given === undefined ? plays.slice(0, 2) : plays) {
    const editor = await Editor.start(prepared, { ...options, settings: pictureSettings });
    try {
      await play(new Stage(editor, folder, wanted));
    } finally {
      await editor.dispose();
    }
  }
} finally {
  rmSync(preparing, { recursive: true, force: true });
}
