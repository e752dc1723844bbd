import { flow } from "millrace";

export const empty = flow(async () => {});
