import type { Check } from "./check.ts";

export const nodeVersion: Check = {
  name: "Node",
  run({ nodeVersion: version }) {
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major > 20 || (major === 20 && minor >= 19)) return { ok: true, detail: version };
    return { ok: false, detail: `${version} is too old`, mend: "Install Node 20.19 or later." };
  },
};
