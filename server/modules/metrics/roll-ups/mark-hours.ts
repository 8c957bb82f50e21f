/** Tells that samples are about to come into hours that may have been rolled up, before they do. */
import type { Services } from '#platform/context'
import { createGroupCommit } from '#platform/spool'
import { hoursBetween, maxWriteMs } from './late.ts'

export type HourMarks = {
  /**
   * Runs `write`, which makes samples durable, with the marks that it needs: `hours` are late since the clock showed
   * `nowMs`. Throws what it throws, and `unavailable`; then nothing is acknowledged and everything may be sent again.
   */
  around(
    late: { workspaceId: string; hours: ReadonlySet<number>; nowMs: number },
    write: () => Promise<void>,
  ): Promise<void>
}

const bounds = {
  maxBatchItems: 1_000,
  maxBatchBytes: 8 * 1024 * 1024,
  maxWaitingItems: 4_000,
  maxWaitingBytes: 32 * 1024 * 1024,
  lingerMs: 10,
}

type Marked = { workspaceId: string; hours: readonly number[] }

export function createHourMarks({ columns, log, now }: Pick<Services, 'columns' | 'log' | 'now'>): HourMarks {
  const spool = createGroupCommit<Marked, true>({
    ...bounds,
    log,
    sizeBytes: ({ hours }) => hours.length * 64,
    processBatch: async (items) => {
      const markedAt = now()
      // One for all that come together: that there is another one is what counts.
      const keys = new Map(
        items.flatMap(({ workspaceId, hours }) =>
          hours.map((hour) => [`${workspaceId} ${hour}`, { workspaceId, hour }] as const),
        ),
      )
      const rows = [...keys.values()].map(({ workspaceId, hour }) => ({
        ...{ workspace_id: workspaceId, hour: new Date(hour), marks: 1, marked_at: markedAt },
      }))
      await columns.insert('metric_hour_marks', rows)
      return items.map(() => true)
    },
  })
  return {
    around: async ({ workspaceId, hours, nowMs }, write) => {
      if (hours.size > 0) await spool.submit({ workspaceId, hours: [...hours] })
      await write()
      const doneMs = now().getTime()
      if (doneMs - nowMs <= maxWriteMs) return
      const again = [...new Set([...hours, ...hoursBetween(nowMs, doneMs)])]
      if (again.length > 0) await spool.submit({ workspaceId, hours: again })
    },
  }
}
