/**
 * `npx tsx scripts/vscode/install.ts`: puts a VS Code and a Chromium for the tests where they are found again, and says what it
 * installs and how long that took. Exit code 1 and one line when something is missing that it cannot install.
 */
import { prepareBrowser } from "./browser.ts";
import { prepareCodeServer } from "./code-server.ts";
import { MissingTool } from "./missing-tool.ts";

const startedAt = performance.now();
let lines = 0;
const report = (line: string): void => {
  lines += 1;
  console.log(line);
};

try {
  const browser = await prepareBrowser(report);
  const [program, entry = program] = await prepareCodeServer(report);
  if (lines > 0) console.log(`  in all: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  console.log(`VS Code: ${entry}\nBrowser: ${browser}`);
} catch (error) {
  console.error(error instanceof MissingTool ? error.message : error);
  process.exitCode = 1;
}
