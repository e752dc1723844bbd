import { createServer, type Socket } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from "vscode-jsonrpc/node";
import { expect, onTestFinished, test } from "vitest";
import { connectToOwner, type OwnerReply } from "../../engine/runs/owner-connection.ts";

/** What is made of an owner that treats whoever connects so. */
async function replyOf(treat: (socket: Socket) => void): Promise<OwnerReply | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-owner-"));
  const path = process.platform === "win32" ? `\\\\.\\pipe\\millrace-owner-${process.pid}` : join(folder, "o.sock");
  const server = createServer(treat);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const connection = await connectToOwner(path);
  onTestFinished(() => connection?.dispose());
  return await connection?.resume({ answer: "1", flowRunId: "2", pause: 1, input: null });
}

function answering(answer: () => unknown): (socket: Socket) => void {
  return (socket) => {
    socket.on("error", () => undefined);
    const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    connection.onRequest("run/resume", answer);
    connection.listen();
  };
}

test("an owner that answers with an error has answered, and its reason is told", async () => {
  const refusing = answering(() => {
    throw new TypeError("run/resume: the input cannot be read: its text is none.");
  });
  expect(await replyOf(refusing)).toEqual({ kind: "error", message: "the input cannot be read: its text is none" });
});

test("an owner that knows no such request has answered", async () => {
  const knowsNothing = (socket: Socket): void => createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket)).listen();
  expect(await replyOf(knowsNothing)).toEqual({ kind: "error", message: "Unhandled method run/resume" });
});

test("an owner that hangs up is silent", async () => {
  expect(await replyOf((socket) => void socket.on("error", () => undefined).on("data", () => socket.destroy()))).toEqual({ kind: "silent" });
});

test("an owner's answer is given as it is", async () => {
  expect(await replyOf(answering(() => ({ kind: "answered" })))).toEqual({ kind: "answered" });
});
