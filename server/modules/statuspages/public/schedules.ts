/** Copies of pages that are gone, or are no longer public, leave the disk of each process that has one. */
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { Schedule } from '#platform/schedule'
import { readSnapshot } from '../snapshot-cache.ts'
import { findPagesBySlugs } from './history-repo.ts'
import { dropPage, listKept } from './keep-pages.ts'

const sliceRows = 500

export const schedules: Schedule[] = [
  { name: 'statuspages.dropKeptPages', purpose: 'status', reads: ['C18'], everySeconds: 60, run: dropKeptPages },
  { name: 'statuspages.sweepKeptPages', purpose: 'status', reads: ['C18'], everySeconds: 3_600, run: sweepKeptPages },
]

async function dropKeptPages(services: Services): Promise<void> {
  await dropGonePages(services)
}

/** What this process has in memory it drops by itself; this is for what it has not looked at since it was started. */
export async function sweepKeptPages(services: Services): Promise<void> {
  // Reading one drops it when it is not public any more.
  for (const slug of await dropGonePages(services)) await readSnapshot(services, slug)
}

/** Of pages, and of workspaces, that were deleted. Answers the slugs of those that are there. */
export async function dropGonePages(services: Services): Promise<string[]> {
  const kept = await listKept(services)
  const present: string[] = []
  for (let from = 0; from < kept.length; from += sliceRows) {
    const slugs = kept.slice(from, from + sliceRows)
    const found = await inPlatformTransaction(services, (tx) => findPagesBySlugs(tx, slugs))
    const known = new Set(found.map(({ slug }) => slug))
    for (const slug of slugs) {
      if (known.has(slug)) present.push(slug)
      else await dropPage(services, slug)
    }
  }
  return present
}
