/** `test` for what happens in the real VS Code. Each test may open workspaces; all that it opened is closed when it is over. */
import { inject, test as base, type TestAPI } from "vitest";
import { Editor, type EditorOptions } from "../../../scripts/vscode/driver/editor.ts";

interface Fixtures {
  /** Started once for the file. */
  readonly editor: Editor;
  readonly open: Editor["open"];
}

/** Of a file whose server has these options. */
export function editorTest(options: EditorOptions = {}): TestAPI<Fixtures> {
  return base.extend<Fixtures>({
    editor: [
      // Vitest reads from the pattern which fixtures are used: none.
      async ({}, use) => {
        const editor = await Editor.start(inject("editor"), options);
        await use(editor);
        await editor.dispose();
      },
      { scope: "file" },
    ],
    open: async ({ editor }, use) => {
      await use((each) => editor.open(each));
      await editor.closeAll();
    },
  });
}

export const test = editorTest();
