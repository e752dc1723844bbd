/** The page that a view is drawn in: nothing is loaded but the extension's own files, no script runs but the one with the nonce. */
export interface PageParts {
  readonly nonce: string;
  /** Where the editor serves the extension's files from. */
  readonly source: string;
  readonly script: string;
  readonly styles: readonly string[];
}

export function viewPage({ nonce, source, script, styles }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `img-src ${source} data:`,
    `font-src ${source}`,
    // The toolkit's components add style elements of their own.
    `style-src ${source} 'unsafe-inline'`,
    `script-src 'nonce-${nonce}'`,
    "worker-src blob:",
    `connect-src ${source}`,
  ];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">
${styles.map((href) => `<link rel="stylesheet" href="${href}">`).join("\n")}
<title>Millrace</title>
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
