/**
 * The page behind `npm run preview`: recorded runs in a plain browser. What it shows is in its address, so that a test
 * can say it: `?theme=light&kind=tab&scene=large&bare`.
 */
import type { RunDocument } from "../../core/protocol/run-document.ts";
import { openView } from "../app.ts";
import { fill, make } from "../parts/dom.ts";
import { connectToRecordings } from "../transport/recorded.ts";
import { fromDocument } from "./from-document.ts";
import { PreviewHost } from "./recorded-host.ts";
import { foldersOf } from "./scenes.ts";
import { applyTheme, themeNames } from "./themes.ts";

interface PreviewWindow {
  host?: PreviewHost;
}

const asked = new URLSearchParams(location.search);
const recorded = ["import-orders", "nightly-report", "reindex", "sync-stock"] as const;

const frames = {
  "/shop/nightly-report.ts": {
    firstLine: 19,
    lines: ["  await later(70);", '  console.error("mail.example refused the connection");', '  throw new SmtpError("connect ECONNREFUSED mail.example:25", { cause: new Error("socket hang up") });', "});"],
  },
};

async function open(): Promise<void> {
  await applyTheme(asked.get("theme") ?? "dark");
  const documents = await Promise.all(recorded.map(async (name) => (await fetch(`recorded/${name}.json`)).json() as Promise<RunDocument>));
  const folders = foldersOf(asked.get("scene") ?? "recorded", documents.map(fromDocument));
  const kind = asked.get("kind") === "tab" ? "tab" : "panel";
  const root = make("div", { id: "root" });
  fill(document.body, asked.has("bare") ? null : bar(), root);
  const transport = connectToRecordings((post) => {
    const host = new PreviewHost({ folders, kind, isTrusted: !asked.has("restricted"), frames }, post);
    (window as PreviewWindow).host = host;
    return host;
  }, "millrace-preview");
  openView(transport, root);
}

/** Switches between themes, as the editor would. */
function bar(): HTMLElement {
  const select = make("select", { "aria-label": "Theme" }, ...themeNames.map((name) => make("option", { value: name, selected: name === asked.get("theme") }, name)));
  select.addEventListener("change", () => void applyTheme(select.value));
  return make("div", { class: "preview-bar" }, "Theme ", select);
}

void open();
