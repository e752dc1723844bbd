/** The preview in a real browser: built and served once for a test file, a page for each test. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { prepareBrowser } from "../../../scripts/vscode/browser.ts";
import type { ViewMessage } from "../../../core/protocol/view-api.ts";

const clone = fileURLToPath(new URL("../../..", import.meta.url));

export interface PageOptions {
  readonly query?: string;
  readonly width?: number;
  readonly height?: number;
}

export class Preview {
  readonly #server: ChildProcess;
  readonly #browser: Browser;
  readonly #address: string;
  /** What pages complained of: errors, and what their policy refused. */
  readonly complaints: string[] = [];

  private constructor(server: ChildProcess, browser: Browser, address: string) {
    this.#server = server;
    this.#browser = browser;
    this.#address = address;
  }

  static async start(): Promise<Preview> {
    const executablePath = await prepareBrowser(() => undefined);
    const server = spawn(process.execPath, ["webview/preview/serve.mjs", "--port", "0"], { cwd: clone, stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(server.stdout, "data")) as [Buffer];
    const address = /http\S+/.exec(String(line))?.[0];
    if (address === undefined) throw new Error(`The preview did not say where it is: ${String(line)}`);
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] });
    return new Preview(server, browser, address);
  }

  async open({ query = "", width = 900, height = 800 }: PageOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width, height } });
    const page = await context.newPage();
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
    await page.goto(`${this.#address}?bare&${query}`);
    await page.locator(".view").waitFor();
    return page;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    this.#server.kill();
  }
}

/** Chooses the run of a flow in the list, and waits until its timeline is there. */
export async function choose(page: Page, flow: string): Promise<void> {
  await page.getByRole("option", { name: new RegExp(`^${flow},`) }).first().click();
  await page.getByRole("treegrid").getByRole("row").nth(1).waitFor({ state: "attached" });
}

export async function openTab(page: Page, name: "Timeline" | "Graph" | "Logs"): Promise<void> {
  await page.getByRole("tab", { name }).click();
}

/** Names of the rows of the table that are in the document, in order. */
export async function rowNames(page: Page): Promise<string[]> {
  const rows = await page.locator(".treegrid-row").all();
  const found = await Promise.all(rows.map(async (row) => [Number(await row.getAttribute("data-index")), (await row.locator("span").first().textContent()) ?? ""] as const));
  return found.sort(([a], [b]) => a - b).map(([, name]) => name);
}

/** What the view has told its host. */
export async function posted(page: Page): Promise<ViewMessage[]> {
  return page.evaluate<ViewMessage[]>("window.host.messages");
}

export async function send(page: Page, message: unknown): Promise<void> {
  await page.evaluate(`window.host.send(${JSON.stringify(message)})`);
}
