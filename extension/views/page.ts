import { randomBytes } from "node:crypto";
import { vscode } from "../vscode.ts";

/** The page of a view: nothing is loaded but the extension's own files, no script runs but the one with the nonce. */
export function pageOf(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = randomBytes(16).toString("base64");
  const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", name)).toString();
  const source = webview.cspSource;
  const policy = [
    "default-src 'none'",
    `img-src ${source} data:`,
    `font-src ${source}`,
    // The toolkit's components add style elements of their own.
    `style-src ${source} 'unsafe-inline'`,
    `script-src 'nonce-${nonce}'`,
    "worker-src blob:",
    `connect-src ${source}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${file("codicon.css")}">
<link rel="stylesheet" href="${file("webview.css")}">
<title>Millrace</title>
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="${file("webview.js")}"></script>
</body>
</html>`;
}

export function webviewOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extension, "dist")] };
}
