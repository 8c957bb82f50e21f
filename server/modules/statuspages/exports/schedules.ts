import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { Schedule } from '#platform/schedule'
import { exportPage } from './export-page.ts'
import { listDue } from './repo.ts'

/** A change is in the bucket some seconds after this. */
const everySeconds = 10
/** Of one look; the rest is due at the next. */
const exportsAtOnce = 100
/** So that one store that does not answer does not hold up the others. */
const together = 4

export const schedules: Schedule[] = [
  { name: 'statuspages.exportPages', purpose: 'status', reads: ['C18'], everySeconds, run: exportPages },
]

/** Safe to run in several processes: who works on an export holds its lease. */
export async function exportPages(services: Services): Promise<void> {
  const due = await inPlatformTransaction(services, (tx) => listDue(tx, exportsAtOnce))
  const work = async (): Promise<void> => {
    for (let place = due.shift(); place; place = due.shift()) {
      try {
        await exportPage(services, place)
      } catch (error) {
        // Its lease ends by itself, and the others go on.
        services.log.warn('a status page could not be exported', { component: 'statuspages', error })
      }
    }
  }
  await Promise.all(Array.from({ length: together }, work))
}
