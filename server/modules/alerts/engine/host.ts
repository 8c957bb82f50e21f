/** Where the rules of one workspace's group are evaluated: its series, the query threads, the column store. */
import { labelsOf, PromqlError, type Labels, type RunQuery, type WriteSamples } from '#modules/metrics'
import { monotonicMs } from '#platform/clock'
import type { Context } from '#platform/context'
import { AppError } from '#platform/errors'
import { maxResultsPerRule } from '../limits.ts'
import type { GroupHost } from '../rules/evaluate-group.ts'

export type Metrics = { runQuery: RunQuery; writeSamples: WriteSamples }

const minTimeoutMs = 10_000
const maxTimeoutMs = 120_000

export function createHost(
  ctx: Context,
  { runQuery, writeSamples }: Metrics,
  { projectId, intervalMs, signal }: { projectId: string; intervalMs: number; signal: AbortSignal },
): GroupHost {
  const timeoutMs = Math.min(Math.max(intervalMs, minTimeoutMs), maxTimeoutMs)
  const bounds = { signal, timeoutMs, maxElements: maxResultsPerRule }
  return {
    externalLabels: [],
    externalUrl: ctx.config.appUrl,
    monotonicMs,
    query: async (expr, atMs) => {
      const { elements, seriesRead, live, fresh } = await runQuery(ctx, { expr, atMs, ...bounds })
      return {
        seriesRead,
        live,
        fresh,
        elements: elements.map(({ labels, value }) => ({ labels: storable(labels), value })),
      }
    },
    write: (samples, atMs) => writeSamples({ workspaceId: ctx.workspaceId, projectId, atMs, samples }),
    explain: (error) => {
      // The program is ending: nothing is known, and somebody else evaluates the slot again.
      if (signal.aborted) throw error
      if (error instanceof PromqlError) return storableText(error.message)
      if (error instanceof AppError) return storableText(`could not be evaluated: ${error.message}`)
      ctx.log.error('a rule could not be evaluated', { component: 'alerts', error })
      return 'could not be evaluated: an internal error, which is in the log of the server'
    },
  }
}

/** JSON of the database takes neither NUL nor halves of characters. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD')

function storable(labels: Labels): Labels {
  if (labels.every(([name, value]) => isStorable(name) && isStorable(value))) return labels
  return labelsOf(labels.map(([name, value]) => [storableText(name), storableText(value)] as const))
}

const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed()
