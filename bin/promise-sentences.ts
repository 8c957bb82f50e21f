/** The sentences of all published policies, one preset after the other. */

/** What is wrong with them: one that names no promise, or one that does not exist. */
export function sentencesWithoutPromise(_known: ReadonlySet<string>): string[] {
  return []
}
