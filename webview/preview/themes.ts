/** The variables that VS Code gives a webview, as captured from it: one file a theme. */
export const themeNames = ["dark", "light", "hc-dark", "hc-light"] as const;

interface ThemeFile {
  readonly className: string;
  readonly kind: string;
  readonly id: string;
  readonly variables: Readonly<Record<string, string>>;
}

export async function applyTheme(name: string): Promise<void> {
  const theme = (await (await fetch(`themes/${name}.json`)).json()) as ThemeFile;
  const { style } = document.documentElement;
  style.cssText = "";
  for (const [variable, value] of Object.entries(theme.variables)) style.setProperty(variable, value);
  document.body.className = theme.className;
  document.body.dataset["vscodeThemeKind"] = theme.kind;
  document.body.dataset["vscodeThemeId"] = theme.id;
}
