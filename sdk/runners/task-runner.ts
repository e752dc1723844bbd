/** Where `.submit` and `.map` of a flow run. One instance serves one flow run; `start` makes it. */
export interface TaskRunner {
  readonly kind: "concurrent";
  readonly max: number;
}

export function isTaskRunner(value: unknown): value is TaskRunner {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "concurrent" && "max" in value;
}
