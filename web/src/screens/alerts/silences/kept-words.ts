/** What a silence keeps quiet, in words. Pure. */
import type { Silence } from '../../../api.ts'
import { counted } from '../../../format.ts'

/** The API names no more; there may be others. */
const shownNames = 5

type Kept = NonNullable<Silence['keepsQuiet']>

/** `Keeps 3 alerts quiet now: Down, TooHot`. */
export function keptWords({ count, names }: Kept): string {
  if (count === 0) return 'Matches nothing that is on now.'
  const named = names.filter((name) => name !== '').join(', ')
  return `Keeps ${counted(count, 'alert')} quiet now${named === '' ? '' : `: ${named}`}${names.length >= shownNames ? ' …' : ''}`
}

/** After it was ended by hand; `kept` is what it kept quiet until then. */
export function endedWords(kept: Kept | null): string {
  if (!kept || kept.count === 0) return 'Ended. Nothing that it matched is on.'
  const still = kept.count === 1 ? '1 alert that is still on is' : `${kept.count} alerts that are still on are`
  return `Ended. ${still} told of at the next evaluation.`
}
