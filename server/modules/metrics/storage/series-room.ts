/** How many series of a workspace are new in a day. */
import type { Services } from '#platform/context'
import { maxSeriesPerDay } from '../limits.ts'
import { createIdSet, type IdSet } from './id-set.ts'
import type { SeriesKey } from './series-id.ts'

export type SeriesRoom = {
  /** False: there is no room for another one. One that was counted today has its place. */
  take(series: SeriesKey): boolean
}

export type SeriesRooms = {
  /** Today's, of one workspace. Reads once what the store has of today, so that a new process goes on counting. */
  load(workspaceId: string, limit?: number): Promise<SeriesRoom>
}

type Day = { day: number; seen: Promise<IdSet> }

const dayMs = 86_400_000

/**
 * Counted by this process from what it takes in itself and from what was stored when it began: with several processes a
 * workspace may have so many more as they see apart.
 */
export function createSeriesRooms(
  services: Pick<Services, 'columns' | 'now'>,
  most: number = maxSeriesPerDay,
): SeriesRooms {
  const days = new Map<string, Day>()
  return {
    load: async (workspaceId, chosen = most) => {
      const limit = Math.min(chosen, most)
      const today = Math.floor(services.now().getTime() / dayMs)
      let known = days.get(workspaceId)
      if (known?.day !== today) {
        for (const [id, { day }] of days) if (day !== today) days.delete(id)
        known = { day: today, seen: readSeen(services, workspaceId, today, most) }
        days.set(workspaceId, known)
        // A failure is told to those who wait and not remembered.
        known.seen.catch(() => days.delete(workspaceId))
      }
      const seen = await known.seen
      return {
        take: ({ idLow, idHigh }) => {
          if (seen.has(idLow, idHigh)) return true
          if (seen.size() >= limit) return false
          seen.add(idLow, idHigh)
          return true
        },
      }
    },
  }
}

/** RowBinary of one UInt64: eight bytes a series. */
async function readSeen(
  { columns }: Pick<Services, 'columns'>,
  workspaceId: string,
  day: number,
  limit: number,
): Promise<IdSet> {
  const bytes = await columns.forWorkspace(workspaceId).queryBlock(
    `select groupUniqArray({limit:UInt64})(series_id) from metric_series
     where workspace_id = {workspaceId:String} and seen_until = toDateTime({until:UInt32}, 'UTC')`,
    { limit, until: seenUntil(day) },
    'RowBinary',
  )
  const seen = createIdSet()
  // A varint of the length, of less than eight bytes, then the ids.
  const start = bytes.length % 8
  for (let at = start; at < bytes.length; at += 8) seen.add(bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4))
  return seen
}

/** Seconds since 1970 of the last second of a day. */
export const seenUntil = (day: number): number => (day + 1) * 86_400 - 1
