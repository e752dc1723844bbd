/** What menus, keys and empty views depend on, by the name that package.json has for it. */
import type { EngineMirror } from "../protocol/engine-mirror.ts";
import { isWaiting } from "./waiting-words.ts";
import type { EngineStatus } from "../protocol/view-api.ts";

interface Folder {
  readonly status: EngineStatus;
  readonly mirror: EngineMirror;
}

export function contextKeys(folders: readonly Folder[], isInFlow: boolean, version: string): Readonly<Record<string, boolean>> {
  return {
    "millrace.inFlow": isInFlow,
    "millrace.hasFlows": folders.some(({ mirror }) => mirror.flows().length > 0),
    "millrace.isScanned": folders.length > 0 && folders.every(({ mirror }) => mirror.isScanned),
    "millrace.isStopped": folders.some(({ status }) => status === "stopped"),
    "millrace.isRunning": folders.some(({ mirror }) => mirror.activeRuns().length > 0),
    "millrace.isWaiting": folders.some(({ mirror }) => mirror.activeRuns().some(isWaiting)),
    "millrace.needsSdk": folders.some(({ mirror }) => mirror.sdk !== undefined && mirror.sdk.kind !== "found"),
    "millrace.noSecondarySideBar": !hasSecondarySideBar(version),
  };
}

/** @param version of VS Code; extensions have a place in the secondary side bar since 1.106 */
export function hasSecondarySideBar(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 1 || minor >= 106;
}
