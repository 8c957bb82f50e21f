/**
 * The program in this very process, with the web app, so that a test can write ten thousand monitors into its database
 * and hand in results. Nothing of it runs by itself: no check, no schedule.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '#platform/config'
import { systemContext, type Context, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { assets, listen } from '#platform/http'
import { newId } from '#platform/ids'
import { createLog } from '#platform/log'
import { setUp, type Installation } from '../../bench/api.ts'
import { freePort } from '../../bench/program.ts'
import { assemble } from '../../server/app.ts'
import { openServices } from '../../server/services.ts'
import { makeScratchDatabase } from '../../server/testing/scratch-database.ts'
import { fillFromTemplate } from '../../server/testing/template.ts'

export type InnerHouse = {
  url: string
  installation: Installation
  services: Services
  /** The workspace of the installation. */
  ctx: Context
  close(): Promise<void>
}

const web = join(import.meta.dirname, '..', '..', 'web', 'dist')

export async function openInnerHouse(): Promise<InnerHouse> {
  const dataDir = await mkdtemp(join(tmpdir(), 'watchword-test-'))
  fillFromTemplate(dataDir)
  const database = await makeScratchDatabase()
  const port = await freePort()
  const url = `http://localhost:${port}`
  const settings = { WATCHWORD_DATA_DIR: dataDir, PORT: String(port), WATCHWORD_APP_URL: url }
  const config = { ...readConfig(settings), databaseUrl: database.url }
  const { services, close } = await openServices(config, createLog('silent'), { passwordCost: 4 })
  const { app, drain } = assemble(services, await assets(web, '/app'))
  const listener = await listen(app, { port, host: '127.0.0.1' })
  const installation = await setUp(url)
  const workspaceId = await inPlatformTransaction(services, async (tx) => {
    const { id } = await tx.db.selectFrom('workspaces').select('id').executeTakeFirstOrThrow()
    return id
  })
  return {
    ...{ url, installation, services, ctx: systemContext(services, workspaceId, 'test') },
    close: async () => {
      await listener.close()
      await drain()
      await close()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** One in so many is down; the others are up. */
const downEvery = 50

/**
 * `Service 00000` and so on, in fifty groups, every fiftieth of them down. Answers their ids in that order.
 */
export async function fillMonitors(ctx: Context, projectId: string, count: number): Promise<string[]> {
  const now = ctx.now()
  const ids = Array.from({ length: count }, () => newId('mon', now))
  await inTransaction(ctx, async (tx) => {
    await sql`
      insert into monitors (workspace_id, id, project_id, slug, name, margin_minutes, max_run_minutes,
        failures_to_open, successes_to_resolve, created_at, updated_at, type, spec, target, interval_seconds,
        timeout_ms, retry_seconds, slow_to_show, quorum, places, group_name, labels)
      select ${tx.workspaceId}, id, ${projectId}, 'check:' || id, 'Service ' || lpad((n - 1)::text, 5, '0'), 1, 30,
        1, 1, ${now}, ${now}, 'http', jsonb_build_object('type', 'http', 'url', 'https://shop.example/' || n),
        'https://shop.example/' || n, 60, 10000, 20, 3, 1, '{here}', 'Group ' || n % 50,
        array['team:' || n % 20]
      from unnest(${ids}::text[]) with ordinality as t (id, n)`.execute(tx.db)
    await sql`
      insert into check_states (workspace_id, monitor_id, state, since, failing_since, flapping, turns, places, recent,
        checked_at, latency_ms, reason, code, facts, told_since)
      select ${tx.workspaceId}, id, case when is_down then 'down' else 'up' end, ${now},
        case when is_down then ${now}::timestamptz end, false, '[]', '{}',
        repeat('u', 39) || case when is_down then 'd' else 'u' end, ${now},
        case when is_down then null else n % 400 end,
        case when is_down then 'no answer in time' else 'answered with status 200' end,
        case when is_down then 'timeout' else 'ok' end, '{}', case when is_down then ${now}::timestamptz end
      from (select id, n, (n - 1) % ${downEvery} = 0 as is_down
        from unnest(${ids}::text[]) with ordinality as t (id, n)) t`.execute(tx.db)
    await sql`
      insert into check_intervals (workspace_id, monitor_id, from_at, state, reason, code)
      select workspace_id, monitor_id, since, state, reason, code from check_states
      where workspace_id = ${tx.workspaceId}`.execute(tx.db)
  })
  return ids
}
