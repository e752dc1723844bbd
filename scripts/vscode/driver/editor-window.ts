/** A window of VS Code: its page, as a person sees it, and its extension host, as an extension does. */
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from "playwright-core";
import { type Opened, type Server, windowAddress } from "../server.ts";
import type { ExtensionHost } from "./extension-host.ts";
import { until } from "./until.ts";

export interface WindowSize {
  readonly width: number;
  readonly height: number;
  /** Pixels of the screen for one of the page's. */
  readonly scale: number;
}

const ordinarySize: WindowSize = { width: 1500, height: 950, scale: 1 };

export class EditorWindow {
  /** What the window's own scripts complained about. */
  readonly errors: string[] = [];
  readonly #context: BrowserContext;
  readonly #host: ExtensionHost;
  readonly page: Page;
  /** Calls a function inside the extension host, which sees its two arguments alone: VS Code's API, and a value. */
  readonly run: ExtensionHost["run"];

  private constructor(context: BrowserContext, page: Page, host: ExtensionHost) {
    this.#context = context;
    this.#host = host;
    this.page = page;
    this.run = host.run.bind(host);
    page.on("pageerror", (error) => this.errors.push(String(error)));
  }

  static async open(browser: Browser, server: Server, host: ExtensionHost, opened: Opened, size: WindowSize = ordinarySize): Promise<EditorWindow> {
    // A new context is a clean window: no breakpoints, no layout, nothing open.
    const context = await browser.newContext({ viewport: size, deviceScaleFactor: size.scale, permissions: ["clipboard-read", "clipboard-write"] });
    const window = new EditorWindow(context, await context.newPage(), host);
    const connected = host.connected();
    await window.page.goto(windowAddress(server, opened));
    await window.#ready(connected);
    return window;
  }

  /** As the command does it, which saves what is open first. */
  async reload(): Promise<void> {
    const connected = this.#host.connected();
    const loaded = this.page.waitForEvent("domcontentloaded");
    await this.command("Developer: Reload Window");
    await loaded;
    await this.#ready(connected);
  }

  /** Leaves the page first, which ends its extension host at once. */
  async close(): Promise<void> {
    if (!this.page.isClosed()) await this.page.goto("about:blank");
    await this.#context.close();
  }

  /** Runs a command from the palette, as `Category: Title`. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press("F1");
    await this.input.fill(`>${title}`);
    await this.pick(title);
  }

  async openFile(name: string): Promise<void> {
    const label = name.split("/").at(-1) ?? name;
    await this.page.keyboard.press("Control+P");
    await this.input.fill(name);
    await this.pick(label);
    await this.page.locator(".tab.active", { hasText: label }).waitFor();
  }

  async goToLine(line: number): Promise<void> {
    await this.page.keyboard.press("Control+G");
    await this.input.fill(`:${line}`);
    // Until its list has an entry, Enter does nothing.
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: String(line) }).first().waitFor();
    await this.page.keyboard.press("Enter");
    await this.input.waitFor({ state: "hidden" });
    // The extension host is told later than the screen: a command that is called in it meanwhile would be called where the cursor was.
    await until(async () => (await this.run(({ vscode }) => vscode.window.activeTextEditor?.selection.active.line)) === line - 1, `a cursor in line ${line}`);
  }

  /** One key after the other, as in a chord. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Sets a breakpoint in the file that is open. */
  async toggleBreakpoint(line: number): Promise<void> {
    await this.goToLine(line);
    await this.page.keyboard.press("F9");
    await this.page.locator('.editor-instance [class*="codicon-debug-breakpoint"]').first().waitFor();
  }

  /** The field of the palette and of every question. */
  get input(): Locator {
    return this.page.locator('.quick-input-widget:visible input[type="text"]');
  }

  /** Chooses from the list of the palette or of a question. */
  async pick(label: string): Promise<void> {
    await this.choice(label).click();
  }

  /** An entry of the list. Its rows are used again and keep hidden words, so it is told by its label alone. */
  choice(label: string): Locator {
    const row = this.page.locator(".quick-input-list .monaco-list-row");
    return row.filter({ has: this.page.locator(".label-name", { hasText: label }) }).first();
  }

  async answer(text: string): Promise<void> {
    await this.input.fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** The lenses of the editor that is open, a locator for each line that has some. */
  get lenses(): Locator {
    return this.page.locator(".codelens-decoration");
  }

  /** A lens by a part of its text. */
  lens(title: string | RegExp, line = 0): Locator {
    return this.lenses.nth(line).locator("a", { hasText: title });
  }

  /** Texts of the lenses on screen, a list for each line that has some. */
  async lensTexts(): Promise<readonly (readonly string[])[]> {
    const lines = await this.lenses.all();
    return await Promise.all(lines.map(async (line) => (await line.locator("a, span:not(.codicon)").allInnerTexts()).map((text) => text.trim()).filter((text) => text !== "" && text !== "|")));
  }

  statusItem(text: string | RegExp): Locator {
    return this.page.locator(".statusbar-item", { hasText: text });
  }

  /** What pops up in the corner. */
  toast(text: string | RegExp): Locator {
    return this.page.locator(".notifications-toasts .notification-list-item", { hasText: text });
  }

  /** A stack frame in the call stack of a debugger that has stopped. */
  stoppedIn(file: string): Locator {
    return this.page.locator(".debug-call-stack .monaco-list-row .stack-frame", { hasText: file }).first();
  }

  /** What stands on the screen of the panel: the output channel that is shown. */
  async outputText(): Promise<string> {
    return (await this.page.locator(".part.panel .view-lines").first().innerText()).replaceAll("\u00a0", " ");
  }

  /** A view of the side bar, by its title. */
  view(title: string): Locator {
    return this.page.locator(".pane", { has: this.page.locator(".pane-header", { hasText: title }) });
  }

  /** Labels of the rows in a view of the side bar, from top to bottom. */
  async treeTexts(view: string): Promise<readonly string[]> {
    return await this.view(view).locator(".pane-body .monaco-list-row .label-name").allInnerTexts();
  }

  treeRow(text: string | RegExp): Locator {
    return this.page.locator(".pane-body .monaco-list-row", { hasText: text });
  }

  /** The document of the webview in which something is. */
  async webview(selector: string): Promise<FrameLocator> {
    return await until(async () => {
      const outer = this.page.locator("iframe.webview.ready");
      for (let index = 0; index < (await outer.count()); index += 1) {
        const frame = outer.nth(index).contentFrame().frameLocator("#active-frame");
        if ((await frame.locator(selector).count()) > 0) return frame;
      }
      return undefined;
    }, `a webview with ${selector}`);
  }

  async useTheme(name: string): Promise<void> {
    await this.run(async ({ vscode }, theme) => {
      await vscode.workspace.getConfiguration("workbench").update("colorTheme", theme, vscode.ConfigurationTarget.Global);
    }, name);
  }

  async #ready(connected: Promise<unknown>): Promise<void> {
    await this.page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: 60_000 });
    await connected;
  }
}
