import { onTestFinished } from "vitest";
import { RunBook } from "../../../engine/runs/watching/run-book.ts";
import type { Workspace } from "../../../journal/workspace.ts";
import { startUs } from "../build-history.ts";
import { makeContext } from "../runs-context.ts";

/** The runs of a workspace as a new engine of the folder knows them, once it has looked at all. */
export async function openBook(workspace: Workspace, folder = workspace.root): Promise<RunBook> {
  const book = new RunBook({
    contextOf: () => makeContext(workspace),
    folder: { folder, folderName: folder },
    homes: { workspaces: [workspace], workspaceOf: () => workspace },
    nowUs: startUs,
    flowIdOf: ({ name }) => `flows.ts#${name}`,
    listener: {
      onRun: () => undefined,
      onRemoved: () => undefined,
      onDelta: () => undefined,
      onLogged: () => undefined,
      onOutput: () => undefined,
      onTrouble: (error) => {
        throw error;
      },
    },
  });
  onTestFinished(() => book.dispose());
  await book.refresh(() => Promise.resolve());
  return book;
}
