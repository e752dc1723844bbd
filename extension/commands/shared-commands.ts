import { deleteLimit, setLimit } from "../../core/presentation/dialogues/limit-dialogues.ts";
import { deleteSecret, setSecret } from "../../core/presentation/dialogues/secrets.ts";
import { variables } from "../../core/presentation/dialogues/variables.ts";
import { secretShelf } from "../../core/presentation/secret-keeper.ts";
import { givenLimit } from "../../core/presentation/targets.ts";
import { dialogs } from "../dialogs.ts";
import { onFolder, type Command } from "./command.ts";

export const sharedCommands: readonly Command[] = [
  onFolder("millrace.setLimit", (_, engine, argument) => setLimit(engine, dialogs, givenLimit(argument))),
  onFolder("millrace.deleteLimit", (_, engine, argument) => deleteLimit(engine, dialogs, givenLimit(argument))),
  onFolder("millrace.variables", (_, engine) => variables(engine, dialogs)),
  onFolder("millrace.setSecret", ({ context }, { uri }) => setSecret(secretShelf(context.secrets, uri), dialogs)),
  onFolder("millrace.deleteSecret", ({ context }, { uri }) => deleteSecret(secretShelf(context.secrets, uri), dialogs)),
];
