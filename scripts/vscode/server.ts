/** A VS Code server on this machine: started, given extensions, stopped. For tests, `npm run code`, screenshots and benchmarks. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { CodeServer } from "./code-server.ts";
import { quietSettings } from "./quiet-settings.ts";

export interface ServerOptions {
  readonly codeServer: CodeServer;
  /** Folder of user data and of the server's log. */
  readonly state: string;
  /** Folder of the extensions; several servers may share one. */
  readonly extensions: string;
  /** User settings, added to quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Asks whether a folder is trusted, as VS Code does by itself. Default: every folder is. */
  readonly asksForTrust?: boolean;
  /** Lets an address load unpackaged extensions and run their tests; shows no toasts. Default: false. */
  readonly hasTestDriver?: boolean;
  /** Added to the environment of the server, its extension hosts and what these start. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: a free one. */
  readonly port?: number;
}

export interface Server {
  readonly pid: number;
  /** `http://127.0.0.1:<port>`: another host name would be no secure context, which webviews need. */
  readonly origin: string;
  /** File with what the server printed. */
  readonly log: string;
  /** Ends the server with its extension hosts. */
  stop(): Promise<void>;
}

/** What a window shows: a folder, or a file `.code-workspace`. Absolute paths. */
export type Opened = { readonly folder: string } | { readonly workspace: string };

export async function startServer(options: ServerOptions): Promise<Server> {
  const { codeServer, state, env, port = 0 } = options;
  const log = join(state, "server.log");
  mkdirSync(join(state, "data", "User"), { recursive: true });
  writeFileSync(log, "");
  writeFileSync(join(state, "config.yaml"), "");
  writeFileSync(join(state, "data", "User", "settings.json"), JSON.stringify({ ...quietSettings(options.asksForTrust ?? false), ...options.settings }, null, 2));

  const [program, ...first] = codeServer;
  const args = [...first, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, ...folderArguments(state, options.extensions), ...switches(options)];
  const child = spawn(program, args, { env: { ...surroundings(), ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const origin = await listeningAddress(child, log);
  const stop = async (): Promise<void> => {
    process.off("exit", kill);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once("exit", resolve));
    child.kill();
    await Promise.race([exited, setTimeout(10_000, undefined, { ref: false }).then(kill)]);
  };
  const kill = (): boolean => child.kill("SIGKILL");
  process.on("exit", kill);
  return { pid: child.pid ?? 0, origin, log, stop };
}

/** Address of a window. `payload` is passed to the workbench, as pairs. */
export function windowAddress(server: Server, opened: Opened, payload: readonly (readonly [string, string])[] = []): string {
  const query = new URLSearchParams({ ...opened });
  if (payload.length > 0) query.set("payload", JSON.stringify(payload));
  return `${server.origin}/?${query.toString()}`;
}

/**
 * Puts a packaged extension into a folder of extensions. Windows that are open see it after a reload.
 *
 * @throws When VS Code refuses it, with what it said.
 */
export function installExtension(options: Pick<ServerOptions, "codeServer" | "state" | "extensions">, vsix: string): void {
  const [program, ...first] = options.codeServer;
  mkdirSync(options.state, { recursive: true });
  writeFileSync(join(options.state, "config.yaml"), "");
  const args = [...first, ...folderArguments(options.state, options.extensions), "--install-extension", vsix, "--force"];
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", env: surroundings() });
  if (status !== 0 || /error|failed/i.test(stderr)) throw new Error(`${vsix} cannot be installed:\n${stdout}${stderr}`);
}

function folderArguments(state: string, extensions: string): string[] {
  return ["--config", join(state, "config.yaml"), "--user-data-dir", join(state, "data"), "--extensions-dir", extensions];
}

function switches({ asksForTrust, hasTestDriver }: ServerOptions): string[] {
  return [
    ...["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override", "--ignore-last-opened"],
    // By default an extension host outlives its window by three hours, and with it all that it has started.
    ...["--reconnection-grace-time", "3"],
    ...(asksForTrust === true ? [] : ["--disable-workspace-trust"]),
    ...(hasTestDriver === true ? ["--vscode-option", "enable-smoke-test-driver"] : []),
  ];
}

/** The environment without what belongs to whoever started us: a test runner, npm, a run of Millrace, another VS Code. */
function surroundings(): Record<string, string | undefined> {
  const foreign = /^(?:MILLRACE_|VITEST|VSCODE_|npm_|NODE_OPTIONS$|NODE_ENV$|FORCE_COLOR$|NO_COLOR$|INIT_CWD$|PORT$|TEST$|DEV$|PROD$|MODE$|SSR$|BASE_URL$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

function listeningAddress(child: ChildProcess, log: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const onOutput = (chunk: Buffer): void => {
      writeFileSync(log, chunk, { flag: "a" });
      const address = /HTTP server listening on (http:\/\/[^/\s]+)/.exec(readFileSync(log, "utf8"))?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout?.on("data", onOutput);
    child.stderr?.on("data", onOutput);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`VS Code's server ended with ${code}; it said:\n${readFileSync(log, "utf8").slice(-2000)}`)));
  });
}
