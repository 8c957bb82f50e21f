/** Copies of pages that are gone, or are no longer public, leave the disk of each process that has one. */
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { Schedule } from '#platform/schedule'
import { findPagesBySlugs } from './history-repo.ts'
import { dropPage, listKept } from './keep-pages.ts'
import { readSnapshot } from '../snapshot-cache.ts'

const everySeconds = 3_600
const sliceRows = 500

export const schedules: Schedule[] = [
  { name: 'statuspages.sweepKeptPages', purpose: 'status', reads: ['C18'], everySeconds, run: sweepKeptPages },
]

/** What this process has in memory it drops by itself; this is for what it has not looked at since it was started. */
export async function sweepKeptPages(services: Services): Promise<void> {
  const kept = await listKept(services)
  for (let from = 0; from < kept.length; from += sliceRows) {
    const slugs = kept.slice(from, from + sliceRows)
    const found = await inPlatformTransaction(services, (tx) => findPagesBySlugs(tx, slugs))
    const present = new Set(found.map(({ slug }) => slug))
    for (const slug of slugs) {
      // Reading one drops it when it is not public any more.
      if (present.has(slug)) await readSnapshot(services, slug)
      else await dropPage(services, slug)
    }
  }
}
