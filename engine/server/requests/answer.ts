import type { RequestHandler } from "../request-handler.ts";

export const answer: RequestHandler<"millrace/answer"> = (engine, reply) => engine.control.answer(reply);
