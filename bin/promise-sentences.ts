/** The sentences of all published policies: every preset, bare and with everything that an operator can add. */
import { everySentence } from '#modules/site'
import { inventory } from '../server/app.ts'

/** What is wrong with them: one that names no promise, or one that does not exist. */
export function sentencesWithoutPromise(known: ReadonlySet<string>): string[] {
  return everySentence(inventory).flatMap(({ ids, text, preset }) => {
    const unknown = ids.filter((id) => !known.has(id))
    if (ids.length > 0 && unknown.length === 0) return []
    return [`${preset}: “${text}” ${ids.length === 0 ? 'names no promise' : `names ${unknown.join(', ')}`}`]
  })
}
