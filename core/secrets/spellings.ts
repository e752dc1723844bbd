/** How a secret is spelled where it stands, letter for letter: as it is, as JSON writes it (once, and within a text again), and as bytes are shown: in base64, hex and decimal. */
export function spellingsOf(secret: string): readonly string[] {
  const bytes = utf8(toWellFormed(secret));
  return [secret, escaped(secret), escaped(escaped(secret)), ...base64Forms(bytes), ...hexForms(bytes), bytes.join(", ")];
}

/** As JSON writes a text, without the quotes around it. */
export function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** How base64 writes bytes that begin anywhere: the digits that are their own alone, also as addresses write them. */
function base64Forms(bytes: readonly number[]): readonly string[] {
  const forms = [0, 1, 2].map((before) => {
    const bits = [...Array.from({ length: before }, () => 0), ...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
    const whole = bits.slice(Math.ceil((before * 8) / 6) * 6).match(/.{6}/g) ?? [];
    return whole.map((six) => base64Digits[Number.parseInt(six, 2)]).join("");
  });
  return forms.flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]);
}

/** As `toString("hex")` gives them, and as `console.log` shows a `Buffer`. */
function hexForms(bytes: readonly number[]): readonly string[] {
  const digits = bytes.map((byte) => byte.toString(16).padStart(2, "0"));
  return [digits.join(""), digits.join("").toUpperCase(), digits.join(" ")];
}

function utf8(text: string): readonly number[] {
  return encodeURIComponent(text).match(/%..|./g)?.map((each) => (each.length === 3 ? Number.parseInt(each.slice(1), 16) : each.charCodeAt(0))) ?? [];
}

/** Half a pair of surrogates has no bytes. */
function toWellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
}
