/**
 * How long an answer of the search takes: rows of a busy month, made within the embedded column store, and questions as
 * people ask them, each once after everything was dropped from the caches of the store, and then a few times more.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { countFound, searchEvents, searchLogs } from '../server/modules/telemetry/search/search.ts'
import { readConfig } from '../server/platform/config.ts'
import { systemContext, type Context } from '../server/platform/context.ts'
import { createLog } from '../server/platform/log.ts'
import { openServices } from '../server/services.ts'
import { report, rounded, say } from './report.ts'

const target = { warmMs: 300 }
const repeats = 5
/** The embedded column store has half a gigabyte for one statement. */
const rowsAtOnce = 50_000
const days = 30
const end = Date.UTC(2026, 0, 31)
const workspaceId = 'wks_bench'

/** A tenth of all rows is of other workspaces. */
export async function benchSearch(args: string[]): Promise<boolean> {
  const { values: options } = parseArgs({ args, options: { rows: { type: 'string', default: '10000000' } } })
  const rows = Number(options.rows)
  const dataDir = await mkdtemp(join(tmpdir(), 'watchword-bench-'))
  const { services, close } = await openServices(readConfig({ WATCHWORD_DATA_DIR: dataDir }), createLog('silent'))
  try {
    const ctx = { ...systemContext(services, workspaceId, 'bench'), now: () => new Date(end) }
    const plantedMs = { events: await plant(ctx, 'events', rows), logs: await plant(ctx, 'logs', rows) }
    // As the store does with days that are over, once their parts are an hour old.
    for (const table of ['events', 'logs']) await ctx.columns.command(`optimize table ${table} final`)
    const questions = [...(await ask(ctx, 'events')), ...(await ask(ctx, 'logs'))]
    const slowestMs = Math.max(...questions.map(({ warmMs }) => warmMs))
    const met = slowestMs < target.warmMs
    const sizes = await sizesOf(ctx)
    report('search', { rows, days, plantedMs, sizes, questions, slowestMs, target, met })
    return met
  } finally {
    await close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

type Timing = { what: string; query: string; coldMs: number; warmMs: number; slowestMs: number; found: number }

/** Rare and common words, a phrase, a beginning, attributes, numbers, negation, nothing at all, and what is not there. */
const queries = [
  '',
  'needleinhaystack',
  'gateway',
  'declined gamma',
  '"card declined"',
  'word77',
  'needlein*',
  'word7*',
  'level:error',
  'cart:777',
  'took:>9990',
  'environment:prod -alpha',
  'user.email:u4711@example.com',
  'nosuchword',
]

async function ask(ctx: Context, what: 'events' | 'logs'): Promise<Timing[]> {
  const timings: Timing[] = []
  const input = { from: new Date(end - days * 86_400_000), to: new Date(end), limit: 50 }
  for (const query of queries) {
    const list = async () =>
      (await (what === 'events' ? searchEvents : searchLogs)(ctx, { ...input, query })).items.length
    timings.push(await time(ctx, `${what} list`, query, list))
    const count = async () =>
      (await countFound(ctx, what, { ...input, query })).buckets.reduce((sum, bucket) => sum + bucket.count, 0)
    timings.push(await time(ctx, `${what} histogram`, query, count))
  }
  return timings
}

async function time(ctx: Context, what: string, query: string, run: () => Promise<number>): Promise<Timing> {
  for (const cache of caches) await ctx.columns.command(`system drop ${cache} cache`).catch(() => undefined)
  const timed = async () => {
    const startedMs = performance.now()
    return { found: await run(), ms: performance.now() - startedMs }
  }
  const cold = await timed()
  const warm: number[] = []
  for (let round = 0; round < repeats; round++) warm.push((await timed()).ms)
  warm.sort((a, b) => a - b)
  const timing = {
    what,
    query,
    coldMs: rounded(cold.ms),
    warmMs: rounded(warm[Math.floor(repeats / 2)] ?? 0),
    slowestMs: rounded(warm.at(-1) ?? 0),
    found: cold.found,
  }
  say(`${what.padEnd(18)} ${query.padEnd(32)} cold ${timing.coldMs} ms, warm ${timing.warmMs} ms, ${cold.found} found`)
  return timing
}

/** Of the store; the page cache of the machine stays. */
const caches = ['mark', 'uncompressed', 'index mark', 'index uncompressed', 'text index', 'query condition', 'mmap']

async function plant(ctx: Context, table: 'events' | 'logs', rows: number): Promise<number> {
  say(`planting ${rows} ${table} over ${days} days`)
  const startedMs = performance.now()
  const own = table === 'events' ? eventColumns : logColumns
  for (let day = 0; day < days; day++) {
    const count = Math.floor(rows / days) + (day === days - 1 ? rows % days : 0)
    for (let done = 0; done < count; done += rowsAtOnce) {
      await ctx.columns.command(
        `insert into ${table} (workspace_id, project_id, occurred_at, received_at, level, environment, service, host, trace_id,
           user_email, attributes, ${Object.keys(own).join(', ')})
         select if(n % 10 = 0, 'wks_other', '${workspaceId}'), concat('prj_', toString(n % 12)), at, at,
           ['debug', 'info', 'info', 'info', 'warning', 'error'][1 + cityHash64(n) % 6],
           ['prod', 'prod', 'stage'][1 + n % 3], concat('service-', toString(n % 30)), concat('web-', toString(n % 200)),
           lower(hex(MD5(toString(intDiv(n, 8))))), concat('u', toString(cityHash64(n) % 50000), '@example.com'),
           [('cart', toString(cityHash64(n, 3) % 5000)), ('took', toString(cityHash64(n, 4) % 10000)), ('region', ['eu', 'us'][1 + n % 2])],
           ${Object.values(own).join(', ')}
         from (select number + {first:UInt64} as n,
             toDateTime64({start:DateTime64(3)}, 3) + toIntervalMillisecond(intDiv(number * 86399000, {count:UInt64})) as at,
             concat('User ', toString(cityHash64(n, 1) % 100000), ' failed to pay order ', hex(cityHash64(n, 2)),
               ': card declined at gateway ', ['alpha', 'beta', 'gamma', 'delta'][1 + n % 4], ', attempt word',
               toString(cityHash64(n, 5) % 5000), if(n % 100000 = 7, ' needleinhaystack', '')) as text
           from numbers({done:UInt64}, {more:UInt64}))`,
        {
          first: day * Math.floor(rows / days),
          start: new Date(end - (days - day) * 86_400_000),
          ...{ count, done, more: Math.min(rowsAtOnce, count - done) },
        },
      )
    }
  }
  return Math.round(performance.now() - startedMs)
}

/** Expressions over `n`, `at` and `text`. Events have a detail of 1 KB, which the search must not read. */
const eventColumns = {
  key: 'toString(n % 3000)',
  event_id: 'lower(hex(MD5(toString(n))))',
  kind: "'exception'",
  title: "substring(concat('PaymentError: ', text), 1, 250)",
  culprit: "'charge in src/pay.ts'",
  search_text: "lower(concat('PaymentError: ', text, ' charge in src/pay.ts /checkout'))",
  detail: 'repeat(hex(cityHash64(n % 5000)), 64)',
}
const logColumns = {
  log_id: 'lower(hex(cityHash64(n, 9)))',
  template_id: "concat('tpl_', toString(n % 40))",
  body: 'text',
}

async function sizesOf({ columns }: Context) {
  return columns.query<{ table: string; dataMb: number; indexMb: number; parts: number }>(
    `select table, round(sum(data_compressed_bytes) / 1e6) as "dataMb",
       round(sum(secondary_indices_compressed_bytes) / 1e6) as "indexMb", count() as parts
     from system.parts where active and database = currentDatabase() and table in ('events', 'logs') group by table`,
  )
}
