/**
 * Work 9: from the end of a function that holds the only slot of a limit, in one process, to the start of the one that waits
 * for it in another. Two processes hand the slot to each other; between the two rounds of that a byte goes to and fro over a
 * bare socket between two such processes, for the reference. The clock is the machine's, which all processes share.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { concurrency, flow } from "millrace";
import { report } from "./measure.mjs";

const handovers = 200;
const warmUps = 20;

const [role, path] = process.argv.slice(2);
if (role === "hold") await holdInTurns();
else if (role === "echo") echo(path);
else await measure();

async function measure() {
  const set = spawnSync(process.execPath, [process.env.MILLRACE_BENCH_COMMAND, "limits", "set", "bench", "1"], { stdio: ["ignore", "ignore", "inherit"] });
  if (set.status !== 0) throw new Error(`millrace limits set ended with ${set.status}.`);
  const roundTripMs = await socketRoundTrip();
  const held = (await Promise.all([startHolding(), startHolding()])).flat().sort((a, b) => a.entered - b.entered);
  const handoverMs = held.flatMap((each, index) => {
    const next = held[index + 1];
    // Only from one process to the other, while both take part.
    return next === undefined || next.process === each.process ? [] : [(next.entered - each.left) / 1e6];
  });
  report({ handoverMs: median(handoverMs.slice(warmUps)), roundTripMs });
}

async function startHolding() {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "hold"], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part) => (text += part));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`A holder ended with ${code}.`);
  return JSON.parse(text.trim().split("\n").at(-1)).map(([entered, left]) => ({ entered, left, process: child.pid }));
}

async function holdInTurns() {
  const times = [];
  await flow({ name: "hold" }, async () => {
    for (let n = 0; n < handovers; n += 1) {
      await concurrency("bench", async () => {
        const entered = Number(process.hrtime.bigint());
        // The other one is back in the queue by then.
        await new Promise((resolve) => setTimeout(resolve, 3));
        times.push([entered, Number(process.hrtime.bigint())]);
      });
    }
  })();
  report(times);
}

async function socketRoundTrip() {
  const address = process.platform === "win32" ? `\\\\.\\pipe\\millrace-bench-${process.pid}` : join(tmpdir(), `millrace-bench-${process.pid}.sock`);
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "echo", address], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const socket = connect(address);
  await once(socket, "connect");
  const times = [];
  for (let n = 0; n < handovers; n += 1) {
    const start = process.hrtime.bigint();
    socket.write("x");
    await once(socket, "data");
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  socket.destroy();
  await once(child, "close");
  return median(times.slice(warmUps));
}

function echo(address) {
  const server = createServer((socket) => {
    socket.on("data", (data) => socket.write(data));
    socket.on("error", () => undefined);
    socket.on("close", () => server.close());
  });
  server.listen(address, () => process.stdout.write("ready\n"));
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
