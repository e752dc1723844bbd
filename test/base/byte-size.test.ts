import { expect, test } from "vitest";
import { formatByteSize, parseByteSize } from "../../core/base/byte-size.ts";

test.each([
  ["0", 0],
  ["12", 12],
  ["500KB", 500_000],
  ["1.5 mb", 1_500_000],
  ["2GB", 2_000_000_000],
  ["1TB", 1_000_000_000_000],
  ["", undefined],
  ["2G", undefined],
  ["-1MB", undefined],
  ["99999999TB", undefined],
])("%s is a size of %s bytes", (text, expected) => expect(parseByteSize(text)).toBe(expected));

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [12_400, "12.4 KB"],
  [2_000_000, "2 MB"],
  [2_040_000_000, "2 GB"],
])("%s bytes are told as %s", (bytes, expected) => expect(formatByteSize(bytes)).toBe(expected));
