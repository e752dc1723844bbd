import { needDebianPackages, isDebian } from "./debian-packages.ts";
import { findProgram, isExecutable } from "./find-program.ts";
import { MissingTool } from "./missing-tool.ts";
import type { Report } from "./run-step.ts";

/**
 * Path of a Chromium: that of the variable `CHROMIUM`, one that this machine has, else Debian's package.
 *
 * @throws {@link MissingTool} when there is none and it cannot be installed from here.
 */
export async function prepareBrowser(report: Report): Promise<string> {
  const found = findBrowser();
  if (found !== undefined) return found;
  if (isDebian()) await needDebianPackages(["chromium"], report);
  const installed = findBrowser();
  if (installed !== undefined) return installed;
  throw new MissingTool("No Chromium here: install Chromium or Google Chrome, or name one in the variable CHROMIUM.");
}

function findBrowser(): string | undefined {
  const named = process.env["CHROMIUM"];
  if (named !== undefined) return named;
  const macApps = ["Google Chrome", "Chromium"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  return findProgram("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge") ?? macApps.find(isExecutable);
}
