import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const repository = fileURLToPath(new URL("../..", import.meta.url));

const pages = [
  ...readdirSync(repository).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(repository, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name.replaceAll("\\", "/")}`),
];

test.for(pages)("the links of %s lead to files and headings that are there", (page) => {
  expect(linksOf(page).filter((link) => !isThere(page, link))).toEqual([]);
});

/** Targets within the repository; examples in code are none. */
function linksOf(page: string): readonly string[] {
  const text = read(page).replace(/^```[\s\S]*?^```/gm, "");
  return Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target ?? "").filter((target) => !/^[a-z]+:/.test(target));
}

function isThere(page: string, link: string): boolean {
  const [path = "", heading] = link.split("#");
  const target = path === "" ? page : join(dirname(page), path);
  if (!existsSync(join(repository, target))) return false;
  return heading === undefined || headingsOf(target).includes(heading);
}

/** As GitHub makes anchors of headings, those of one name numbered. */
function headingsOf(page: string): readonly string[] {
  const text = read(page);
  const counts = new Map<string, number>();
  const headings = Array.from(text.matchAll(/^#+ (.+)$/gm), ([, title = ""]) => {
    const anchor = title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
  return [...headings, ...Array.from(text.matchAll(/<a id="([^"]+)">/g), ([, id = ""]) => id)];
}

function read(page: string): string {
  return readFileSync(join(repository, page), "utf8").replaceAll("\r\n", "\n");
}
