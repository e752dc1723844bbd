/**
 * Columns that text takes in a terminal. The package string-width answers the same and loads for 30 ms, longer than the
 * command may take before a run is spawned; `test/cli/display-width.test.ts` holds the two side by side.
 */
const narrow = /^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2500-\u25fc\u2714\u2716\u21bb\u2298\u23f8]*$/;
const invisible = /^[\p{Mark}\p{Control}\p{Format}\p{Default_Ignorable_Code_Point}]*$/u;
const emoji = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|^[\d#*]\ufe0f?\u20e3|^\p{Regional_Indicator}{2}/u;
/** East Asian Width W and F. https://www.unicode.org/Public/UCD/latest/ucd/EastAsianWidth.txt */
const wide =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u;

export function displayWidth(text: string): number {
  if (narrow.test(text)) return text.length;
  let width = 0;
  for (const grapheme of graphemes(text)) width += graphemeWidth(grapheme);
  return width;
}

/** What a reader takes for characters. */
export function* graphemes(text: string): Generator<string> {
  for (const { segment } of new Intl.Segmenter().segment(text)) yield segment;
}

function graphemeWidth(grapheme: string): number {
  if (invisible.test(grapheme)) return 0;
  if (wide.test(grapheme) || emoji.test(grapheme)) return 2;
  return 1 + (grapheme.match(/(?<!^)\p{Spacing_Mark}/gu)?.length ?? 0);
}
