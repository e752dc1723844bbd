/** The launcher's socket, for a runner that a debugger has started. */
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { type LauncherMessage, runnerExit } from "../../core/protocol/launch.ts";
import type { LaunchAddress } from "../process/environment.ts";
import type { Launcher } from "./launcher.ts";

/** Connects and says hello. Ends the process when nobody answers: the launch was called off, or used before. */
export async function connectToLauncher({ socket: path, token }: LaunchAddress): Promise<Launcher> {
  const socket = connect(path);
  await new Promise<void>((resolve) => {
    socket.once("connect", resolve);
    socket.once("error", () => callOff("This debug session was prepared for one run, which is over. Start it again."));
  });
  let isHeld = true;
  // An error closes it, and that is what counts.
  socket.removeAllListeners("error").on("error", () => undefined);
  socket.on("close", () => {
    if (isHeld) callOff("The run was called off before it began.");
  });
  let listener: ((message: LauncherMessage) => void) | null = null;
  const early: LauncherMessage[] = [];
  createInterface(socket).on("line", (line) => {
    // The launcher is the one that prepared this process: it says what the protocol lets it say.
    const message = JSON.parse(line) as LauncherMessage;
    const heard = listener;
    listener = null;
    if (heard === null) early.push(message);
    else heard(message);
  });
  const launcher: Launcher = {
    tell: (message) => send(socket, message),
    hear: (next) => {
      const message = early.shift();
      if (message === undefined) listener = next;
      else next(message);
      return true;
    },
    letGo: () => {
      isHeld = false;
      socket.end();
    },
  };
  await launcher.tell({ type: "hello", token });
  return launcher;
}

async function send(socket: Socket, message: unknown): Promise<void> {
  await new Promise<void>((resolve) => socket.write(`${JSON.stringify(message)}\n`, () => resolve()));
}

function callOff(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(runnerExit.refused);
}
