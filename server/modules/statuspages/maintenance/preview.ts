import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as pageRepo from '../repo.ts'
import { localStartOf, refused, timesOf } from './input.ts'
import { describeRule, occurrencesAfter, problemOfRule, shortestGapMinutes } from './occurrences.ts'
import { localOf, resolveLocal, type Resolved } from './zone.ts'

export type PreviewInput = {
  scheduledFor: string
  durationMinutes: number
  timeZone?: string | undefined
  recurrence?: string | undefined
}

export type PreviewedWindow = {
  scheduledFor: Date
  scheduledUntil: Date
  /** What the clock on the wall shows then. */
  startsLocal: string
  endsLocal: string
  /** Why the start is not simply what was asked for: `skipped` was moved forward, `twice` is the first of two. */
  clock: Resolved['clock']
}

export type Preview = {
  timeZone: string
  /** `every week on Tuesday at 2 AM`; null for a single window. */
  words: string | null
  windows: PreviewedWindow[]
  /** There are more than are shown. */
  goesOn: boolean
}

const shown = 8

/** What would be planned, without planning it. Throws invalid_request as `createMaintenance` would. */
export async function previewMaintenance(ctx: Context, pageId: string, input: PreviewInput): Promise<Preview> {
  requirePermission(ctx, 'statuspages.read')
  const page = await inTransaction(ctx, (tx) => pageRepo.getPage(tx, pageId))
  const timeZone = input.timeZone ?? page.timeZone
  const times = timesOf(input, timeZone, ctx.now())
  const startsLocal = localStartOf(input.scheduledFor, timeZone)
  const windowFrom = ({ at, clock }: Resolved): PreviewedWindow => {
    const scheduledUntil = new Date(at.getTime() + input.durationMinutes * 60_000)
    const local = { startsLocal: localOf(at, timeZone), endsLocal: localOf(scheduledUntil, timeZone) }
    return { scheduledFor: at, scheduledUntil, ...local, clock }
  }
  if (input.recurrence === undefined) {
    const { clock } = resolveLocal(startsLocal, timeZone)
    return { timeZone, words: null, windows: [windowFrom({ at: times.scheduledFor, clock })], goesOn: false }
  }
  const recurrence = { startsLocal, timeZone, rule: input.recurrence }
  const problem = problemOfRule(recurrence)
  if (problem !== undefined) throw refused('recurrence', problem)
  if (shortestGapMinutes(recurrence) < input.durationMinutes)
    throw refused('durationMinutes', 'each window must end before the next one begins')
  const found = occurrencesAfter(recurrence, null, shown + 1)
  const windows = found.slice(0, shown).map(windowFrom)
  return { timeZone, words: describeRule(recurrence), windows, goesOn: found.length > shown }
}
