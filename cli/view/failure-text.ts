/**
 * What to say of a failure in one line. A state that was made of several others says how many failed, which its first
 * error does not; every other state's message is its error's again, with more words.
 */
export function failureText(message: string | null, error: string | undefined): string {
  if (error === undefined || error === "") return message ?? "";
  return message === null || message.includes(error) ? error : message;
}
