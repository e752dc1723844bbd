export const artifactTypes = ["markdown", "table", "link", "progress", "image"] as const;

/** How an artifact is shown, and so what its data is: text, rows, an address with its text, percent, an address. */
export type ArtifactType = (typeof artifactTypes)[number];
