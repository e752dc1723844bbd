import stringWidth from "string-width";
import { expect, test } from "vitest";
import { displayWidth } from "../../cli/view/display-width.ts";
import { cut, widthOf } from "../../cli/view/text.ts";

test.each([
  "plain",
  "Müller · naïve",
  "e\u0301 combining",
  "✔ ✖ ● ○ ↻ ⊘ ⏸ ━ ─ … ❯",
  "日本語テキスト",
  "한국어",
  "全角ＡＢＣ",
  "👍🏽 👩‍👩‍👧 🇩🇪 1️⃣ ❤️ ☎",
  "שלום мир Ελλάδα",
  "zero\u200bwidth",
  "ไทย हिन्दी",
])("%s is as wide as string-width says", (text) => {
  expect(displayWidth(text)).toBe(stringWidth(text));
});

test("colours take no room", () => {
  expect(widthOf("\u001b[32m✔\u001b[39m done")).toBe(6);
});

test("a cut never splits a character or goes over", () => {
  expect(cut("日本語テキスト", 6)).toBe("日本…");
  expect(cut("a👩‍👩‍👧b👍c", 4)).toBe("a👩‍👩‍👧…");
});
