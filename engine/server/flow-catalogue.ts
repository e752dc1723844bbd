import type { FlowEntry, SourceProblem } from "../../core/protocol/flow-entry.ts";
import type { FoundInFile } from "../discovery/live/messages.ts";
import type { FlowIdOf } from "../runs/watching/run-book-ports.ts";

/** The flows of the folder as they were last found, by file. */
export class FlowCatalogue {
  readonly #files = new Map<string, FoundInFile>();
  isScanned = false;

  /** Takes in what files have now; a file without anything is forgotten. */
  takeIn(files: Readonly<Record<string, FoundInFile>>): void {
    for (const [file, found] of Object.entries(files)) {
      const isEmpty = found.flows.length === 0 && found.problems.length === 0 && found.syntaxErrors.length === 0;
      if (isEmpty) this.#files.delete(file);
      else this.#files.set(file, found);
    }
  }

  files(): readonly string[] {
    return [...this.#files.keys()];
  }

  flows(): readonly FlowEntry[] {
    return [...this.#files.values()].flatMap(({ flows }) => flows);
  }

  problems(): readonly SourceProblem[] {
    return [...this.#files.values()].flatMap(({ problems, syntaxErrors }) => [...syntaxErrors, ...problems]);
  }

  /** By what a run was asked for, else by its flow's name; as it would be called where the file is not known. */
  readonly flowIdOf: FlowIdOf = ({ file, wanted, name }) => {
    if (file === null) return null;
    const flows = this.#files.get(file)?.flows ?? [];
    const found = flows.find((flow) => flow.export === wanted) ?? flows.find((flow) => flow.name === name) ?? flows.find((flow) => flow.name === wanted);
    if (found !== undefined) return found.id;
    return this.isScanned ? null : `${file}#${wanted ?? name}`;
  };
}
