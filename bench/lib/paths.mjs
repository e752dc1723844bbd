import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const benchDirectory = fileURLToPath(new URL("..", import.meta.url));
export const packageDirectory = join(benchDirectory, "..");
export const cacheDirectory = join(benchDirectory, ".cache");
export const virtualEnvironment = join(benchDirectory, ".venv");
