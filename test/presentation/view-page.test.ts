import { expect, test } from "vitest";
import { viewPage } from "../../core/presentation/view-page.ts";

test("no script runs but the extension's own", () => {
  const page = viewPage({ nonce: "n0nce", source: "https://own", script: "https://own/webview.js", styles: ["https://own/webview.css"] });
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'nonce-n0nce';");
  expect(policy).not.toContain("unsafe-eval");
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).toContain('<div id="root"></div>');
});
