/**
 * Texts as they read once what encodes single characters of them is taken back. Each encoder of addresses (`encodeURIComponent`,
 * `encodeURI`, `URLSearchParams`, a `URL`'s path, its query and its user, `escape`) leaves other characters as they are: so nobody has
 * to know what each of them makes of a secret.
 *
 * Every reading takes one pass over the text, and none is made of a text that has nothing to take back.
 */

/** A text, and where in the text that it was read from each of its characters begins; its end too. Most are never asked for that. */
export interface Reading {
  readonly text: string;
  starts(): readonly number[];
}

/** What of the secrets decides which readings can show one. */
export interface Wanted {
  /** Some secret has a space, which forms write as a plus. */
  readonly hasSpace: boolean;
  /** Some secret has what JSON escapes: it may stand so in an address that is part of a JSON text. */
  readonly hasEscaped: boolean;
  /** Some secret is not ASCII, of which `escape` makes something of its own. */
  readonly isWide: boolean;
}

interface Encoding {
  readonly pattern: RegExp;
  /** What stands for a match; itself where it is none. */
  decode(match: string): string;
}

/** A character in UTF-8, percent-encoded. */
const percent: Encoding = {
  pattern: /%(?:[0-7][\da-f]|[cd][\da-f]%[89ab][\da-f]|e[\da-f](?:%[89ab][\da-f]){2}|f[0-7](?:%[89ab][\da-f]){3})/gi,
  decode: (match) => {
    const bytes = match.slice(1).split("%").map((digits) => Number.parseInt(digits, 16));
    const [first = 0, ...rest] = bytes;
    const own = rest.length === 0 ? first : first & (0x3f >> rest.length);
    const point = rest.reduce((sum, byte) => (sum << 6) | (byte & 0x3f), own);
    return point > 0x10_ffff ? match : String.fromCodePoint(point);
  },
};

const form: Encoding = { pattern: /\+/g, decode: () => " " };

/** Of the function `escape`: UTF-16, and Latin-1 below that. */
const legacy: Encoding = {
  pattern: /%u[\da-f]{4}|%[\da-f]{2}/gi,
  decode: (match) => String.fromCharCode(Number.parseInt(match.slice(match.length === 6 ? 2 : 1), 16)),
};

const json: Encoding = {
  pattern: /\\(?:["\\/bfnrt]|u[\da-f]{4})/gi,
  decode: (match) => String(JSON.parse(`"${match}"`)),
};

/** What stands between the numbers of bytes, as `console.log` sets them in columns; in JSON too. */
const columns: Encoding = { pattern: /,(?:\s|\\+n)+/g, decode: () => ", " };

/** The text itself first. */
export function readingsOf(text: string, wanted: Wanted): readonly Reading[] {
  const itself: Reading = { text, starts: () => Array.from({ length: text.length + 1 }, (_, index) => index) };
  const isEncoded = (text.includes("%") && /%[\da-f]{2}|%u[\da-f]{4}/i.test(text)) || (wanted.hasSpace && text.includes("+"));
  const bases = !isEncoded ? [] : wanted.hasEscaped ? unescapedOf(itself) : [itself];
  const addresses = bases.flatMap((base) => addressesOf(base, wanted));
  return [itself, ...addresses, ...(/\d,(?:\s{2,}|\n|\s*\\+n)/.test(text) ? [read(itself, columns)] : [])];
}

/** JSON within JSON within a record. */
function unescapedOf(base: Reading): readonly Reading[] {
  const once = read(base, json);
  return [...new Set([base, once, read(once, json)])];
}

/** An address may be part of another one, and is encoded again there. */
function addressesOf(base: Reading, { hasSpace, isWide }: Wanted): readonly Reading[] {
  const once = read(base, percent);
  const twice = read(once, percent);
  const readings = [once, twice];
  // A plus is one wherever a space is encoded: it counts as a space before the percents are taken back.
  if (hasSpace) readings.push(read(read(base, form), percent), read(read(once, form), percent));
  if (isWide) readings.push(read(base, legacy));
  return [...new Set(readings)];
}

/** The same reading where there is nothing to take back. */
function read(from: Reading, encoding: Encoding): Reading {
  const text = from.text.replace(encoding.pattern, (match) => encoding.decode(match));
  return text === from.text ? from : { text, starts: () => startsIn(from, encoding) };
}

function startsIn(from: Reading, { pattern, decode }: Encoding): readonly number[] {
  const before = from.starts();
  const starts: number[] = [];
  let end = 0;
  for (const match of from.text.matchAll(pattern)) {
    for (; end < match.index; end += 1) starts.push(before[end] ?? 0);
    for (let left = decode(match[0]).length; left > 0; left -= 1) starts.push(before[end] ?? 0);
    end += match[0].length;
  }
  for (; end < before.length; end += 1) starts.push(before[end] ?? 0);
  return starts;
}
