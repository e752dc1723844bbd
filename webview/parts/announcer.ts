import { after, type Disposable } from "../timers.ts";
import { make } from "./dom.ts";

/** Between two announcements, so that nobody is talked over. */
const pauseMs = 2_000;
const mostAtOnce = 3;

/** A live region that speaks at most every two seconds; of what piles up it says the last, and how much else there was. */
export class Announcer {
  readonly element = make("div", { class: "spoken", role: "status", "aria-live": "polite" });
  #waiting: string[] = [];
  #pause: Disposable | undefined;

  say(sentences: readonly string[]): void {
    this.#waiting.push(...sentences);
    if (this.#waiting.length > 0 && this.#pause === undefined) this.#speak();
  }

  #speak(): void {
    const said = this.#waiting.slice(-mostAtOnce);
    const others = this.#waiting.length - said.length;
    this.#waiting = [];
    this.element.textContent = `${others > 0 ? `${others} more. ` : ""}${said.join(". ")}.`;
    this.#pause = after(pauseMs, () => {
      this.#pause = undefined;
      if (this.#waiting.length > 0) this.#speak();
    });
  }
}
