/** Which earlier incidents look like one, by the words of their titles and places (BM25 by minisearch). Pure. */
import MiniSearch from 'minisearch'

export type Comparable = { id: string; title: string; culprit: string }

const fields = ['title', 'culprit']
/** `chargeCard`, `charge_card` and `charge card` have the same words. */
const tokenize = (text: string): string[] =>
  text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1)

/**
 * The most alike first. `score` from 0 to 1: how well it matches, as a part of how well the incident matches itself.
 */
export function mostAlike(
  wanted: Comparable,
  others: readonly Comparable[],
  limit: number,
): { id: string; score: number }[] {
  const index = new MiniSearch<Comparable>({ fields, tokenize, searchOptions: { boost: { title: 2 } } })
  index.addAll([wanted, ...others.filter(({ id }) => id !== wanted.id)])
  const found = index.search(`${wanted.title} ${wanted.culprit}`.slice(0, 1_000), { combineWith: 'OR' })
  const own = found.find(({ id }) => id === wanted.id)?.score ?? 0
  if (own === 0) return []
  return found
    .filter(({ id }) => id !== wanted.id)
    .slice(0, limit)
    .map(({ id, score }) => ({ id: String(id), score: Math.min(1, Math.round((100 * score) / own) / 100) }))
}
