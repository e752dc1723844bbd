/** A place in a source file as a stack names it; line and column from 1. */
export interface StackPosition {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const frame = /^\s*at (?:async )?(?:.* \()?(?:file:\/\/)?((?:[A-Za-z]:[\\/]|\/)[^()]*?):(\d+):(\d+)\)?\s*$/;

/** The places of a stack in the user's own code, from the throw outwards. */
export function positionsOf(stack: string): readonly StackPosition[] {
  return stack.split("\n").flatMap((line) => {
    const match = frame.exec(line);
    const [, path, lineNumber, column] = match ?? [];
    if (path === undefined || lineNumber === undefined || column === undefined || !isOwnCode(path)) return [];
    return [{ file: decode(path), line: Number(lineNumber), column: Number(column) }];
  });
}

/** Packages, Node's own modules and a linked copy of Millrace are not where a user looks first. */
function isOwnCode(path: string): boolean {
  return !/[\\/]node_modules[\\/]/.test(path) && !/[\\/]dist[\\/](?:runner|sdk-[\w-]+|command-[\w-]+)\.js$/.test(path);
}

function decode(path: string): string {
  const withoutQuery = path.replace(/\?.*$/, "");
  const isWindowsUrl = /^\/[A-Za-z]:/.test(withoutQuery);
  try {
    return decodeURIComponent(isWindowsUrl ? withoutQuery.slice(1) : withoutQuery);
  } catch {
    // A bare path may hold a per cent sign that encodes nothing.
    return withoutQuery;
  }
}
