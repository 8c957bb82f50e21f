/**
 * Writes and imports the bundle of a workspace with many rows, and prints one JSON line: rows a second, and the most memory
 * that this process took, beside what it took before.
 *
 *   node bench/export.ts [--rows 200000]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { readConfig } from '#platform/config'
import { systemContext, type Context } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { newId } from '#platform/ids'
import { createLog } from '#platform/log'
import { createWorkspace } from '#modules/workspaces'
import { importBundle } from '../server/modules/privacy/bundles/import-bundle.ts'
import { createWorkspaceExportJob, runWorkspaceExport } from '../server/modules/privacy/bundles/run-workspace-export.ts'
import { startWorkspaceExport } from '../server/modules/privacy/bundles/workspace-exports.ts'
import * as repo from '../server/modules/privacy/bundles/workspace-export-repo.ts'
import { inventory } from '../server/app.ts'
import { openServices, type OpenServices } from '../server/services.ts'

const { values } = parseArgs({ options: { rows: { type: 'string', default: '200000' } } })
const rows = Number(values.rows)
const memoryMb = (): number => Math.round(process.memoryUsage.rss() / 1024 ** 2)

let peakMb = 0
const watch = setInterval(() => (peakMb = Math.max(peakMb, memoryMb())), 20)

const directories: string[] = []
const opened: OpenServices[] = []
try {
  const ctx = await furnished(await open())
  const before = memoryMb()
  peakMb = before
  const job = createWorkspaceExportJob(inventory)
  const startedMs = performance.now()
  const { id } = await startWorkspaceExport(ctx, job)
  while ((await find(ctx, id))?.state !== 'ready') await runWorkspaceExport(ctx, inventory, id, { job })
  const exportSeconds = (performance.now() - startedMs) / 1000
  const exported = await find(ctx, id)
  const exportPeakMb = peakMb

  const other = await open()
  const parts = exported?.position?.parts ?? []
  const beforeImport = memoryMb()
  peakMb = beforeImport
  const importStartedMs = performance.now()
  const source = () =>
    Readable.from(
      (async function* () {
        for (const { key } of parts) yield* (await ctx.blobs.get(key)).body
      })(),
    )
  const report = await importBundle(other.services, { inventory }, source)
  const importSeconds = (performance.now() - importStartedMs) / 1000
  console.log(
    JSON.stringify({
      rows: exported?.doneRows,
      imported: Object.values(report.counts).reduce((sum, count) => sum + count, 0),
      parts: parts.length,
      sizeMb: Math.round((exported?.sizeBytes ?? 0) / 1024 ** 2),
      exportSeconds: Math.round(exportSeconds * 10) / 10,
      exportRowsPerSecond: Math.round(rows / exportSeconds),
      memoryMb: { before, exportPeak: exportPeakMb, beforeImport, importPeak: peakMb },
      importSeconds: Math.round(importSeconds * 10) / 10,
    }),
  )
} finally {
  clearInterval(watch)
  for (const { close } of opened) await close()
  for (const directory of directories) await rm(directory, { recursive: true, force: true })
}
process.exit(0)

function find(ctx: Context, id: string) {
  return inTransaction(ctx, (tx) => repo.find(tx, id))
}

async function open(): Promise<OpenServices> {
  const dataDir = await mkdtemp(join(tmpdir(), 'watchword-bench-'))
  directories.push(dataDir)
  const services = await openServices(readConfig({ WATCHWORD_DATA_DIR: dataDir }), createLog('warn'))
  opened.push(services)
  return services
}

/** Half of the rows are counters in the database, half events of 3 KB in the column store. */
async function furnished({ services }: OpenServices): Promise<Context> {
  const now = services.now()
  const [userId, workspaceId] = [newId('usr', now), newId('wks', now)]
  await inPlatformTransaction(services, ({ db }) =>
    sql`insert into users (id, email, name, created_at, email_verified_at)
      values (${userId}, 'ada@example.com', 'Ada', ${now}, ${now})`.execute(db),
  )
  const ctx: Context = {
    ...systemContext({ ...services, jobs: { enqueue: () => Promise.resolve() } }, workspaceId, newId('req', now)),
    actor: { kind: 'user', id: userId, name: 'Ada' },
    freshUntil: new Date(now.getTime() + 86_400_000),
  }
  await inTransaction(ctx, (tx) => createWorkspace(tx, { name: 'Shop', slug: 'shop', ownerId: userId }))
  await inTransaction(ctx, ({ db }) =>
    sql`insert into ingest_outcomes (workspace_id, project_id, hour, source, category, reason, quantity)
      select ${workspaceId}, 'prj_1', ${now}::timestamptz + n * interval '1 hour', 'server', 'error', 'quota', n
      from generate_series(1, ${Math.floor(rows / 2)}::int) n`.execute(db),
  )
  const detail = JSON.stringify({ message: 'x'.repeat(3_000) })
  for (let done = 0; done < rows / 2; done += 5_000) {
    const batch = Array.from({ length: 5_000 }, (_, at) => ({
      ...{ workspace_id: workspaceId, project_id: 'prj_1', key: `k${at % 100}`, batch_id: 'bat_1', detail },
      ...{ event_id: String(done + at).padStart(32, '0'), occurred_at: now, received_at: now, title: 'boom' },
    }))
    await ctx.columns.insert('events', batch)
  }
  return ctx
}
