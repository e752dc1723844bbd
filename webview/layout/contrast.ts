/** Which of two colours can be read on a third. Colours are as themes give them: `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(…)`. */
export function readableOn(ground: string, one: string, other: string): string {
  const [base, first, second] = [luminance(ground), luminance(one), luminance(other)];
  if (base === undefined || first === undefined || second === undefined) return one;
  return contrast(base, first) >= contrast(base, second) ? one : other;
}

/** As WCAG 2 defines it, from 1 to 21. */
function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Relative, from 0 to 1; `undefined` for a colour in another form. */
function luminance(color: string): number | undefined {
  const channels = channelsOf(color.trim());
  if (channels === undefined) return undefined;
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channelsOf(color: string): number[] | undefined {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])[0-9a-f]?$/i.exec(color);
  if (short !== null) return short.slice(1, 4).map((digit) => Number.parseInt(digit + digit, 16));
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})(?:[0-9a-f]{2})?$/i.exec(color);
  if (long !== null) return long.slice(1, 4).map((digits) => Number.parseInt(digits, 16));
  const written = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/.exec(color);
  return written?.slice(1, 4).map(Number);
}
