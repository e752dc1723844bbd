import { pauseKey } from "../model/pauses.ts";
import type { Session } from "../model/session.ts";
import type { ShownRun } from "../model/shown-run.ts";
import { make } from "../parts/dom.ts";
import { PauseCard, showCards } from "./pause-card.ts";

/** How many forms' typed answers are kept. */
const keptDrafts = 10;

/** Everything that the run that is shown waits for people for, a card each. */
export class PausesView {
  readonly element = make("div", { class: "pauses", hidden: true });
  readonly #session: Session;
  #cards: readonly PauseCard[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  /** Another run is shown. */
  follow(shown: ShownRun | undefined): void {
    this.#cards = [];
    showCards(this.element, []);
    shown?.pauses.changed.on(() => this.#session.shown === shown && this.update());
    this.update();
  }

  update(): void {
    const { shown } = this.#session;
    const forms = shown?.pauses.forms ?? [];
    this.#cards = forms.map((form) => this.#cards.find((card) => card.form === form) ?? this.#cardOf(form));
    const { canRun } = this.#session;
    for (const card of this.#cards) card.update(canRun);
    showCards(this.element, this.#cards);
  }

  /** False where nothing is asked. */
  focus(): boolean {
    this.#cards[0]?.focus();
    return this.#cards.length > 0;
  }

  #cardOf(form: PauseCard["form"]): PauseCard {
    const key = pauseKey(form.pause);
    const { store } = this.#session;
    const { runId } = form.pause;
    return new PauseCard(form, {
      texts: store.state.drafts[key] ?? {},
      typed: (texts) => {
        const others = Object.entries(store.state.drafts).filter(([other]) => other !== key);
        store.update({ drafts: Object.fromEntries([...others.slice(1 - keptDrafts), [key, texts]]) });
      },
      answer: async (texts) => (await this.#session.shown?.pauses.answer(form, texts)) ?? { kind: "goesOn" },
      cancelRun: () => this.#session.act({ kind: "stop", runId }),
      rootName: this.#session.shown?.run.mirror?.run.name ?? "",
    });
  }
}
