/** Events that were there before: in both stores, below incidents that nobody asks for, over the last three days. */
import { systemContext } from '../server/platform/context.ts'
import { readConfig } from '../server/platform/config.ts'
import { inTransaction, sql } from '../server/platform/database/index.ts'
import { createLog } from '../server/platform/log.ts'
import { openServices } from '../server/services.ts'

/** The embedded column store has half a gigabyte for one statement. */
const rowsAtOnce = 20_000
const spanMs = 3 * 86_400_000

/** With the program stopped. Details of 3 KB, as a stack has them. */
export async function storeEvents(dataDir: string, ids: { workspaceId: string; projectId: string }, count: number) {
  const { services, close } = await openServices(readConfig({ WATCHWORD_DATA_DIR: dataDir }), createLog('silent'))
  const { workspaceId, projectId } = ids
  try {
    const ctx = systemContext(services, workspaceId, 'bench')
    const start = new Date(ctx.now().getTime() - spanMs)
    for (let from = 0; from < count; from += rowsAtOnce) {
      const rows = { ...ids, from, more: Math.min(rowsAtOnce, count - from) }
      await services.columns.command(
        `insert into events (workspace_id, project_id, key, occurred_at, event_id, batch_id, received_at, kind, level, title,
           culprit, user_email, attributes, search_text, detail)
         select {workspaceId:String}, {projectId:String}, concat('stored-', toString(number % 3000)), at,
           lower(hex(MD5(toString(number)))), 'stored', at, 'exception', 'error', 'TypeError: x is not a function',
           'charge in pay.ts', concat('u', toString(number % 5000), '@example.com'), [('cart', toString(number % 100))],
           'typeerror: x is not a function charge in pay.ts', repeat(hex(cityHash64(number)), 190)
         from (select number, toDateTime64({start:DateTime64(3)}, 3) + toIntervalMillisecond(intDiv(number * ${spanMs}, {count:UInt64})) as at
           from numbers({from:UInt64}, {more:UInt64}))`,
        { ...rows, start, count },
      )
      await inTransaction(ctx, ({ db }) =>
        sql`insert into event_receipts (workspace_id, project_id, event_id, received_at)
          select ${workspaceId}, ${projectId}, md5(n::text), ${start}::timestamptz + n * interval '1 ms' * ${spanMs / count}::float8
          from generate_series(${from}::int, ${from + rows.more - 1}::int) n`.execute(db),
      )
    }
  } finally {
    await close()
  }
}
