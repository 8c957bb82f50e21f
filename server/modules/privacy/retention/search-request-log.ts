/** Those who run the installation look into the request log; that they did stands in their workspace’s audit log. */
import { asStaff } from '#modules/staff'
import type { PersonContext } from '#platform/context'
import { invalidRequest } from '#platform/errors'
import type { LoggedRequest } from '#platform/http'
import { recordForOperators } from '../holds/record.ts'

export type RequestLogQuery = {
  from?: Date | undefined
  to?: Date | undefined
  path?: string | undefined
  status?: number | undefined
  address?: string | undefined
  limit: number
}

const dayMs = 86_400_000

/** Newest first; of this process's log, the last day when no time is said. */
export async function searchRequestLog(
  ctx: PersonContext,
  { from, to, ...filter }: RequestLogQuery,
): Promise<{ items: LoggedRequest[]; isComplete: boolean }> {
  const until = to ?? ctx.now()
  const query = { ...filter, from: from ?? new Date(until.getTime() - dayMs), to: until }
  if (query.from >= query.to) throw invalidRequest('from: must be before to')
  await asStaff(ctx, async (tx) => {
    // What was looked for, without the address: the log of acts must not become a second request log.
    const after = {
      from: query.from,
      to: query.to,
      path: query.path ?? null,
      status: query.status ?? null,
      byAddress: query.address !== undefined,
    }
    await recordForOperators(tx, ctx, 'requestLog.searched', { targetId: ctx.person.id, after })
  })
  return ctx.requestLog.search(query)
}
