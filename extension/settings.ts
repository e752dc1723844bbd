/** The user's settings. Their ids are those of package.json; a test compares them. */
import type { EngineSettings, OutputLine } from "../core/protocol/editor-api.ts";
import { vscode } from "./vscode.ts";

export type RevealOnRun = "never" | "firstRun" | "onFailure" | "always";

export interface LensSettings {
  readonly run: boolean;
  readonly debug: boolean;
  readonly lastRun: boolean;
}

export function engineSettings(folder: vscode.WorkspaceFolder): EngineSettings {
  const settings = vscode.workspace.getConfiguration("millrace", folder.uri);
  return {
    isTrusted: vscode.workspace.isTrusted,
    nodePath: textOrNull(settings.get("nodePath")),
    nodeArgs: settings.get<readonly string[]>("nodeArgs", []),
    env: settings.get<Readonly<Record<string, string>>>("env", {}),
    envFile: textOrNull(settings.get("envFile")),
    cwd: textOrNull(settings.get("cwd")),
    cancelGraceMs: settings.get("cancelGrace", 10) * 1_000,
    onWindowClose: settings.get<EngineSettings["onWindowClose"]>("onWindowClose", "finish"),
    retention: { maxRuns: settings.get("retention.maxRuns", 1_000), maxAgeDays: settings.get("retention.maxAgeDays", 0) },
    exclude: settings.get<readonly string[]>("exclude", []),
  };
}

export function lensSettings(uri: vscode.Uri): LensSettings {
  const settings = vscode.workspace.getConfiguration("millrace", uri);
  const isOn = settings.get("codeLens.enabled", true);
  return { run: isOn && settings.get("codeLens.run", true), debug: isOn && settings.get("codeLens.debug", true), lastRun: isOn && settings.get("codeLens.lastRun", true) };
}

export function savesBeforeRun(folder: vscode.WorkspaceFolder): boolean {
  return vscode.workspace.getConfiguration("millrace", folder.uri).get("saveBeforeRun", true);
}

export function revealOnRun(): RevealOnRun {
  return vscode.workspace.getConfiguration("millrace").get<RevealOnRun>("revealOnRun", "firstRun");
}

/** How long a run may take before its failure is told in a focused window, in milliseconds; `undefined`: never tell. */
export function notifyAfterMs(): number | undefined {
  const settings = vscode.workspace.getConfiguration("millrace");
  return settings.get("notifications.enabled", true) ? settings.get("notifications.afterSeconds", 30) * 1_000 : undefined;
}

export function leastLogLevel(): OutputLine["level"] {
  return vscode.workspace.getConfiguration("millrace").get<OutputLine["level"]>("logLevel", "debug");
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}
