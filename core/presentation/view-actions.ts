import type { ViewAction } from "../protocol/view-api.ts";

/** The editor's command behind each action of a view that has one: what a view does, the palette does alike. */
export const actionCommands: Readonly<Record<Exclude<ViewAction["kind"], "openSource" | "copy">, string>> = {
  runFlow: "millrace.runFlow",
  debugFlow: "millrace.debugFlow",
  stop: "millrace.stopRun",
  resume: "millrace.resumeRun",
  again: "millrace.rerun",
  debugAgain: "millrace.debugAgain",
  rerunFailed: "millrace.rerunFailed",
  rerunFrom: "millrace.rerunFrom",
  debugFrom: "millrace.debugFrom",
  delete: "millrace.deleteRun",
  openInEditor: "millrace.openInEditor",
  showLog: "millrace.showLog",
};
