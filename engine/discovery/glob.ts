/** Whether a path, relative and with forward slashes, is one that the globs mean, or lies in a folder that they mean. */
export function createGlobs(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const pattern = new RegExp(`^(?:${globs.map(toPattern).join("|")})(?:/|$)`);
  return (path) => pattern.test(path);
}

/** `**` is any number of folders, `*` anything but a slash, `{a,b}` one of several. */
function toPattern(glob: string): string {
  const trimmed = glob.replace(/^\.?\//, "").replace(/\/(?:\*\*)?$/, "");
  return trimmed.replace(/\*\*\/|\*\*|\*|\?|\{[^}]*\}|[\\^$.|+()[\]{}]/g, (part) => {
    if (part === "**/") return "(?:[^/]+/)*";
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    if (part.startsWith("{") && part.endsWith("}")) return `(?:${part.slice(1, -1).split(",").map(toPattern).join("|")})`;
    return `\\${part}`;
  });
}
