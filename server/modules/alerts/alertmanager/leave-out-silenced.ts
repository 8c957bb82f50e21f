import type { Tx } from '#platform/context'
import type { Texts } from '../rule.ts'
import { silencersOf } from './silence.ts'
import { listActive } from './silences-repo.ts'

type Firing<A> = { firing: readonly A[]; newlyFiring: readonly A[] }

/**
 * What is left of the alerts of a rule whose incident is not open: those that no silence matches. They count as new as
 * soon as the silence is over, since their incident has not been told of them.
 */
export async function leaveOutSilenced<A extends { labels: Texts }, T extends Firing<A>>(tx: Tx, found: T): Promise<T> {
  if (found.firing.length === 0) return found
  const silences = await listActive(tx, tx.now())
  if (silences.length === 0) return found
  const silencers = silencersOf(silences)
  const isLoud = ({ labels }: A): boolean => silencers(labels).length === 0
  return { ...found, firing: found.firing.filter(isLoud), newlyFiring: found.newlyFiring.filter(isLoud) }
}
