/** What the text of a source file tells about the effort to change it. */
export interface Measure {
  /** Every branch counts one more for each block it stands in. */
  readonly complexity: number;
  readonly branches: number;
  /** How many blocks are inside of each other at most. */
  readonly depth: number;
  /** Comments that say TODO, FIXME, HACK or XXX. */
  readonly todos: number;
}

const branchWords = new Set(["if", "elif", "for", "while", "case", "catch", "except", "when", "match", "unless", "rescue"]);
const hashLanguages = new Set(["py", "rb", "sh"]);

const slashTokens = /\/\/.*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|[A-Za-z_$][\w$]*|&&|\|\||\?\?|[{}]/g;
const hashTokens = /#.*|"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|^[ \t]+(?=\S)|[A-Za-z_]\w*|&&|\|\|/gm;

/** Languages with braces are read by their braces, the others by their indentation. */
export function measureSource(extension: string, text: string): Measure {
  const isHash = hashLanguages.has(extension);
  let complexity = 1;
  let branches = 0;
  let depth = 0;
  let deepest = 0;
  let todos = 0;
  for (const [token] of text.matchAll(isHash ? hashTokens : slashTokens)) {
    const first = token[0] ?? "";
    if (token === "{") depth += 1;
    else if (token === "}") depth = Math.max(0, depth - 1);
    else if (isHash && (first === " " || first === "\t")) depth = Math.ceil(token.replaceAll("\t", "    ").length / 4);
    else if (token.startsWith("//") || token.startsWith("/*") || first === "#") todos += token.match(/\b(?:TODO|FIXME|HACK|XXX)\b/g)?.length ?? 0;
    else if (isBranch(token)) {
      branches += 1;
      complexity += 1 + depth;
    }
    deepest = Math.max(deepest, depth);
  }
  return { complexity, branches, depth: deepest, todos };
}

function isBranch(token: string): boolean {
  return branchWords.has(token) || token === "&&" || token === "||" || token === "??";
}
