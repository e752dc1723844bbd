/** Where the pictures are taken: windows of one size, and pictures of all of a window or of a part of it. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Locator } from "playwright-core";
import type { Editor } from "../driver/editor.ts";
import type { EditorWindow, WindowSize } from "../driver/editor-window.ts";
import type { Workspace } from "../driver/workspace.ts";
import { findProgram } from "../find-program.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
/** Twice as fine as it is large, for screens that are. */
const pictureSize: WindowSize = { width: 1360, height: 800, scale: 2 };

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export class Stage {
  readonly #editor: Editor;
  readonly #folder: string;
  readonly #wanted: (name: string) => boolean;

  /** @param wanted tells by a picture's name whether it is written */
  constructor(editor: Editor, folder: string, wanted: (name: string) => boolean) {
    this.#editor = editor;
    this.#folder = folder;
    this.#wanted = wanted;
    mkdirSync(folder, { recursive: true });
  }

  /** A workspace named `shop`, with the types of Node, so that its code has no errors. */
  async open(files: Readonly<Record<string, string>>, options: { readonly hasMillrace?: boolean } = {}): Promise<{ readonly workspace: Workspace; readonly window: EditorWindow }> {
    const workspace = this.#editor.workspace({ files, name: "shop", ...options });
    for (const name of ["@types/node", "undici-types"]) cpSync(join(repository, "node_modules", name), workspace.path("node_modules", name), { recursive: true });
    return { workspace, window: await this.#editor.openWindow({ folder: workspace.root }, pictureSize) };
  }

  /** @param part - An element, or a rectangle of the page; without it all of the window. */
  async shot(name: string, window: EditorWindow, part?: Locator | Rectangle): Promise<void> {
    if (!this.#wanted(name)) return;
    // Away from anything that a pointer highlights.
    await window.page.mouse.move(pictureSize.width / 2, pictureSize.height - 140);
    const path = join(this.#folder, `${name}.png`);
    if (part === undefined) await window.page.screenshot({ path });
    else if ("width" in part) await window.page.screenshot({ path, clip: part });
    else await part.screenshot({ path });
    // A third of the size, and no difference that one sees.
    const quantizer = findProgram("pngquant");
    if (quantizer !== undefined) execFileSync(quantizer, ["--force", "--ext", ".png", "--quality", "85-98", "--skip-if-larger", path]);
    console.log(path);
  }
}

/** Makes the secondary side bar so many pixels wide. */
export async function resizePanel(window: EditorWindow, width: number): Promise<void> {
  const part = await window.page.locator(".part.auxiliarybar").boundingBox();
  if (part === null) throw new Error("The secondary side bar is not open.");
  const y = part.y + part.height / 2;
  await window.page.mouse.move(part.x - 1, y);
  await window.page.mouse.down();
  await window.page.mouse.move(part.x + part.width - width - 1, y, { steps: 8 });
  await window.page.mouse.up();
}

/** Of the user, so that a theme can be chosen while a window is open. */
export const pictureSettings = { "workbench.colorTheme": "Default Dark Modern", "editor.fontSize": 13, "files.exclude": { node_modules: true } };

/** Name of the picture, and id of the theme. */
export const themes = [
  ["dark", "Default Dark Modern"],
  ["light", "Default Light Modern"],
  ["contrast-dark", "Default High Contrast"],
  ["contrast-light", "Default High Contrast Light"],
] as const;
