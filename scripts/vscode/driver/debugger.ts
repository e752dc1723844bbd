/** What a debugger in the window does, seen from the extension host: where it stops, and with which variables. */
import type * as vscode from "vscode";
import type { EditorWindow } from "./editor-window.ts";

export interface Stop {
  /** `file:line:column`, 1-based, the file by its name alone. */
  readonly at: string;
  /** Functions on the stack that are shown, innermost first: `load flow.ts:4`. */
  readonly frames: readonly string[];
  /** Values of the innermost scope, as a debugger writes them. */
  readonly locals: Readonly<Record<string, string>>;
}

/** Sets breakpoints, as `file` and 1-based `line`, and begins to note where a debugger stops. Before a session starts. */
export async function setBreakpoints(window: EditorWindow, places: readonly { readonly file: string; readonly line: number; readonly column?: number }[]): Promise<void> {
  await window.run(({ vscode }, breakpoints) => {
    const stops: unknown[] = [];
    Object.assign(globalThis, { stops });
    vscode.debug.registerDebugAdapterTrackerFactory("*", {
      createDebugAdapterTracker: (session) => ({
        onDidSendMessage(message: { type: string; event?: string; body?: { threadId?: number } }) {
          if (message.type === "event" && message.event === "stopped") stops.push({ session, threadId: message.body?.threadId });
        },
      }),
    });
    vscode.debug.addBreakpoints(
      breakpoints.map(({ file, line, column = 1 }) => new vscode.SourceBreakpoint(new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, column - 1)))),
    );
  }, places);
}

/** The next stop that was not asked for yet. */
export async function nextStop(window: EditorWindow): Promise<Stop> {
  return await window.run(async ({ until }) => {
    interface Frame {
      readonly id: number;
      readonly name: string;
      readonly line: number;
      readonly column: number;
      readonly presentationHint?: string;
      readonly source?: { readonly path?: string };
    }
    const { stops } = globalThis as unknown as { stops: { session: vscode.DebugSession; threadId: number }[] };
    const stop = await until(() => stops.shift(), "a stop of the debugger");
    const { session, threadId } = Object.assign(globalThis, { stop }).stop;
    const { stackFrames } = (await session.customRequest("stackTrace", { threadId, startFrame: 0, levels: 40 })) as { stackFrames: Frame[] };
    const [top] = stackFrames;
    const { scopes } = (await session.customRequest("scopes", { frameId: top?.id })) as { scopes: { variablesReference: number }[] };
    const { variables } = (await session.customRequest("variables", { variablesReference: scopes[0]?.variablesReference })) as { variables: { name: string; value: string }[] };
    return {
      at: `${top?.source?.path?.split("/").at(-1)}:${top?.line}:${top?.column}`,
      frames: stackFrames.filter(({ presentationHint }) => presentationHint !== "deemphasize" && presentationHint !== "label").map(({ name, source, line }) => `${name} ${source?.path?.split("/").at(-1)}:${line}`),
      locals: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
    };
  });
}

/** Goes on from the last stop that was asked for. */
export async function continueDebugging(window: EditorWindow): Promise<void> {
  await window.run(async () => {
    const { session, threadId } = (globalThis as unknown as { stop: { session: vscode.DebugSession; threadId: number } }).stop;
    await session.customRequest("continue", { threadId });
  });
}
