/** What a run has made for people to look at. */
import type { ArtifactDocument } from "../../core/protocol/run-document.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { tableRows } from "../layout/table-rows.ts";
import { icon, make, type Child } from "../parts/dom.ts";
import { markdown, webLink } from "../parts/markdown.ts";
import { jsonTree } from "./json-tree.ts";

const rowsAtOnce = 50;
const icons: Readonly<Record<ArtifactDocument["type"], string>> = { markdown: "markdown", table: "table", link: "link", progress: "dashboard", image: "file-media" };

/** `maker`: the task run that made it, where that is not plain. */
export function artifactView(artifact: ArtifactDocument, maker: Child): HTMLElement {
  const { key, type, description } = artifact;
  const name = key ?? type;
  return make(
    "article",
    { class: "artifact", "aria-label": `${type} ${name}` },
    make("div", { class: "artifact-head" }, icon(icons[type]), make("span", { class: "artifact-name" }, name), maker),
    description !== null && description !== "" && make("div", { class: "artifact-description dim" }, markdown(description)),
    content(artifact),
  );
}

function content({ type, data, key }: ArtifactDocument): HTMLElement {
  switch (type) {
    case "markdown":
      return typeof data === "string" ? markdown(data) : unread(data);
    case "table":
      return table(data);
    case "link":
      return link(data);
    case "progress":
      return typeof data === "number" ? progress(data, key ?? "progress") : unread(data);
    case "image":
      return typeof data === "string" ? image(data, key ?? "image") : unread(data);
  }
}

/** A value that was not recorded. */
function unread(data: Json): HTMLElement {
  return jsonTree(data, "Data");
}

function progress(percent: number, label: string): HTMLElement {
  const shown = `${Math.round(percent * 10) / 10} %`;
  const bar = make("div", { class: "progress", role: "progressbar", "aria-label": label, "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": percent }, make("div", { class: "progress-fill", style: `width: ${percent}%` }));
  return make("div", { class: "progress-row" }, bar, make("span", {}, shown));
}

function link(data: Json): HTMLElement {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return unread(data);
  const { link: address, text } = data as { readonly [key: string]: Json };
  return typeof address === "string" ? make("div", {}, webLink(address, ...(typeof text === "string" ? [text] : []))) : unread(data);
}

/** Nothing is loaded from the web: an image that is not in the address itself is a link. */
function image(address: string, label: string): HTMLElement {
  return address.startsWith("data:image/") ? make("img", { class: "artifact-image", src: address, alt: label }) : make("div", {}, webLink(address));
}

function table(data: Json): HTMLElement {
  const { columns, rows } = tableRows(data);
  const body = make("tbody");
  const head = columns.length > 0 && make("thead", {}, make("tr", {}, ...columns.map((column) => make("th", { scope: "col" }, column))));
  const element = make("div", { class: "artifact-table" }, make("div", { class: "table-scroll" }, make("table", {}, head, body)));
  addRows(element, body, rows, 0);
  return element;
}

function addRows(element: HTMLElement, body: HTMLElement, rows: readonly (readonly string[])[], from: number): void {
  for (const row of rows.slice(from, from + rowsAtOnce)) body.append(make("tr", {}, ...row.map((cell) => make("td", {}, cell))));
  const left = rows.length - from - rowsAtOnce;
  if (left <= 0) return;
  const more = make("button", { class: "link", type: "button" }, `${left.toLocaleString("en")} more rows`);
  more.addEventListener("click", () => {
    more.remove();
    addRows(element, body, rows, from + rowsAtOnce);
  });
  element.append(more);
}
