/** Markdown as elements. What it holds of HTML is shown as the text that it is, and a link leads to the web or nowhere. */
import { lexer, type Token, type Tokens } from "marked";
import { make, type Child } from "./dom.ts";

/** More than this is not read: laying it out would hold the view up. */
const longest = 50_000;

export function markdown(text: string): HTMLElement {
  const isCut = text.length > longest;
  const blocks = lexer(isCut ? text.slice(0, longest) : text).map(element);
  return make("div", { class: "markdown" }, ...blocks, isCut && make("p", { class: "dim" }, `${(text.length - longest).toLocaleString("en")} more characters are not shown.`));
}

/** A link to the web, or its text where the address is of another kind. */
export function webLink(address: string, ...content: readonly Child[]): HTMLElement {
  const href = webAddress(address);
  const shown = content.length === 0 ? [address] : content;
  return href === undefined ? make("span", { title: address }, ...shown) : make("a", { href, title: address, target: "_blank", rel: "noopener noreferrer" }, ...shown);
}

function webAddress(address: string): string | undefined {
  try {
    const { protocol, href } = new URL(address);
    return protocol === "https:" || protocol === "http:" || protocol === "mailto:" ? href : undefined;
  } catch {
    return undefined;
  }
}

function element(token: Token): Child {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      return make("div", { class: "markdown-heading", role: "heading", "aria-level": (token as Tokens.Heading).depth }, ...inside(token));
    case "paragraph":
      return make("p", {}, ...inside(token));
    case "blockquote":
    case "strong":
    case "em":
    case "del":
      return make(token.type, {}, ...inside(token));
    case "list":
      return list(token as Tokens.List);
    case "code":
      return make("pre", {}, make("code", {}, (token as Tokens.Code).text));
    case "codespan":
      return make("code", {}, (token as Tokens.Codespan).text);
    case "table":
      return table(token as Tokens.Table);
    case "hr":
    case "br":
      return make(token.type);
    case "link":
      return webLink((token as Tokens.Link).href, ...inside(token));
    case "image":
      return webLink((token as Tokens.Image).href, (token as Tokens.Image).text);
    case "html":
      return token.raw;
    default:
      return "tokens" in token && token.tokens !== undefined ? make("span", {}, ...inside(token)) : plain(token);
  }
}

function inside(token: Token): readonly Child[] {
  return "tokens" in token && token.tokens !== undefined ? token.tokens.map(element) : [plain(token)];
}

function list({ ordered, start, items }: Tokens.List): HTMLElement {
  const rows = items.map((item) => {
    const box = item.task && make("input", { type: "checkbox", disabled: true, checked: item.checked === true });
    return make("li", {}, box, ...item.tokens.filter(({ type }) => type !== "checkbox").map(element));
  });
  return ordered ? make("ol", { start: start === "" ? undefined : start }, ...rows) : make("ul", {}, ...rows);
}

function table({ header, rows }: Tokens.Table): HTMLElement {
  const cells = (row: readonly Tokens.TableCell[], name: "th" | "td"): HTMLElement[] => row.map(({ tokens, align }) => make(name, { style: align === null ? undefined : `text-align: ${align}` }, ...tokens.map(element)));
  const body = rows.map((row) => make("tr", {}, ...cells(row, "td")));
  return make("div", { class: "table-scroll" }, make("table", {}, make("thead", {}, make("tr", {}, ...cells(header, "th"))), make("tbody", {}, ...body)));
}

const entities: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": "\u00a0" };

function plain(token: Token): string {
  const text = "text" in token && typeof token.text === "string" ? token.text : token.raw;
  return text.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => entities[entity] ?? entity);
}
