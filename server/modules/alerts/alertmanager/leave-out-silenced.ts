import type { Tx } from '#platform/context'
import type { Texts } from '../rule.ts'
import { silencersOf } from './silence.ts'
import { listActive } from './silences-repo.ts'

/** What the incident of a rule would be told of. */
export type Trouble<A> = {
  firing: readonly A[]
  newlyFiring: readonly A[]
  /** Of the rule that has no data; undefined: it has, or tells nobody of it. */
  noData: Texts | undefined
}

/**
 * What no silence matches. It counts as new as soon as the silence is over, since the incident has not been told of it.
 */
export async function leaveOutSilenced<A extends { labels: Texts }>(tx: Tx, all: Trouble<A>): Promise<Trouble<A>> {
  if (all.firing.length === 0 && !all.noData) return all
  const silences = await listActive(tx, tx.now())
  if (silences.length === 0) return all
  const silencers = silencersOf(silences)
  const isLoud = ({ labels }: { labels: Texts }): boolean => silencers(labels).length === 0
  return {
    firing: all.firing.filter(isLoud),
    newlyFiring: all.newlyFiring.filter(isLoud),
    noData: all.noData && isLoud({ labels: all.noData }) ? all.noData : undefined,
  }
}
