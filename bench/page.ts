/**
 * How many readers a second the public page answers from memory, how many queries that costs, the same with the database
 * standing still, and the same bytes from nginx in the same run.
 */
import { execFileSync, fork, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { reachStores } from '../server/platform/embedded/backup/reach-stores.ts'
import { createLog } from '../server/platform/log.ts'
import { setUp, type Api } from './api.ts'
import type { PageLoad, PageMeasured } from './page-load.ts'
import { processTree, usageOf } from './processes.ts'
import { freePort, makeScratch, startProgram, type Program } from './program.ts'
import { report, say } from './report.ts'

const target = { perSecond: 20_000, p99Ms: 20, queriesPerHit: 0.001 }
const targetVisibleMs = 1_000
const updates = 20
const warmUpSeconds = 3
const slug = 'bench-page'

export async function benchPage(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: 'string', default: '15' }, connections: { type: 'string', default: '64' } },
  })
  const [seconds, connections] = [Number(values.seconds), Number(values.connections)]
  const scratch = makeScratch()
  try {
    const program = await startProgram(scratch, await freePort())
    const { api } = await setUp(program.url)
    const reportId = await makePage(api)
    const visibleMs = await timesToVisible(api, reportId, `${program.url}/status/${slug}`)
    const slowestMs = visibleMs.at(-1) ?? Infinity
    const visible = { updates, p50Ms: visibleMs[updates / 2], maxMs: slowestMs, targetMs: targetVisibleMs }
    report('page.visible', visible)
    const first = await readOnce(program.url, `/status/${slug}`)
    const { hostname, port, host } = new URL(program.url)
    const load: PageLoad = {
      ...{ host: hostname, port: Number(port), name: host, path: `/status/${slug}`, acceptEncoding: 'br' },
      ...{ etag: first.etag, connections, seconds },
    }
    await run({ ...load, seconds: warmUpSeconds })
    const idle = await transactionsIn(scratch.dataDir, () => delay(5_000))
    const live = await measured(program, load, scratch.dataDir)
    const queriesPerHit = Math.max(0, live.transactions - idle.perSecond * live.seconds) / sum(live.answers)
    report('page.live', { ...live, idleTransactionsPerSecond: idle.perSecond, queriesPerHit, target })
    const summaryLoad = { ...load, path: `/status/${slug}/api/v2/summary.json` }
    const summary = await readOnce(program.url, summaryLoad.path)
    report('page.summary', await measured(program, { ...summaryLoad, etag: summary.etag }, null))

    const database = databasePids(program.pid)
    for (const pid of database) process.kill(pid, 'SIGSTOP')
    await delay(4_000)
    const stale = await readOnce(program.url, load.path)
    const without = await measured(program, { ...load, etag: stale.etag }, null)
    for (const pid of database) process.kill(pid, 'SIGCONT')
    report('page.withoutDatabase', { ...without, processesStopped: database.length, target })
    await program.stop()

    const beside = await besideNginx(scratch.directory, first.body, load)
    if (beside) report('page.nginx', { ...beside, ratio: Math.round((live.perSecond / beside.perSecond) * 100) / 100 })
    else say('nginx is not installed: nothing to compare with')
    const fast = [live, without].every((each) => each.perSecond >= target.perSecond && each.p99Ms <= target.p99Ms)
    return (
      fast && slowestMs <= targetVisibleMs && queriesPerHit <= target.queriesPerHit && isWhole(live) && isWhole(without)
    )
  } finally {
    scratch.remove()
  }
}

/** Answers the report's id. */
async function makePage(api: Api): Promise<string> {
  const page = await api.post<{ id: string }>('/status-pages', { slug, name: 'Bench', description: 'For one run.' })
  const ids: string[] = []
  for (let index = 1; index <= 20; index += 1) {
    const made = await api.post<{ id: string }>(`/status-pages/${page.id}/components`, {
      name: `Service number ${index}`,
      description: 'What it does for you, in one line of text.',
    })
    ids.push(made.id)
  }
  const { id } = await api.post<{ id: string }>(`/status-pages/${page.id}/reports`, {
    title: 'Payments fail for some customers',
    body: 'Card payments fail for about one in five customers. We are looking into it.',
    components: [{ id: ids[0], status: 'partial_outage' }],
  })
  return id
}

/** Milliseconds from the moment an update is sent until a reader sees it, for each of several. */
async function timesToVisible(api: Api, reportId: string, url: string): Promise<number[]> {
  const times: number[] = []
  for (let n = 1; n <= updates; n += 1) {
    const body = `What we know at ${n} of ${updates}.`
    const startMs = performance.now()
    await api.post(`/reports/${reportId}/updates`, { status: 'identified', body })
    while (!(await (await fetch(url)).text()).includes(body)) await delay(5)
    times.push(Math.round(performance.now() - startMs))
  }
  return times.toSorted((a, b) => a - b)
}

/** The answer that everybody gets, and its tag; asked for twice, because the first one makes it. */
async function readOnce(url: string, path: string): Promise<{ etag: string; body: Buffer }> {
  const text = execFileSync('curl', ['-s', '-o', '/dev/null', '-D', '-', '-H', 'Accept-Encoding: br', url + path])
  const body = execFileSync('curl', ['-s', '-H', 'Accept-Encoding: br', url + path])
  const etag = /\r\netag: ([^\r]+)/i.exec(text.toString())?.[1]
  if (etag === undefined) throw new Error(`no page: ${text.toString()}`)
  return Promise.resolve({ etag, body })
}

function run(load: PageLoad): Promise<PageMeasured> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'page-load.ts'))
    child.once('message', (measured) => resolve(measured as PageMeasured)) // the only message that it sends
    child.once('exit', (code) => reject(new Error(`the generator ended with exit code ${code}`)))
    child.once('error', reject)
    child.send(load)
  })
}

async function measured(program: Program, load: PageLoad, dataDir: string | null) {
  const before = usageOf(program.pid)
  let result: PageMeasured | undefined
  const act = async (): Promise<void> => {
    result = await run(load)
  }
  const counted = dataDir === null ? (await act(), { transactions: 0 }) : await transactionsIn(dataDir, act)
  if (!result) throw new Error('nothing was measured')
  const after = usageOf(program.pid)
  const { cpuSeconds: generatorCpuSeconds, ...rest } = result
  const serverCpuSeconds = Math.round((after.cpuSecondsOf.main - before.cpuSecondsOf.main) * 100) / 100
  return {
    ...{ connections: load.connections, ...rest, serverCpuSeconds, generatorCpuSeconds },
    ...{ transactions: counted.transactions, rssMb: after.rssMb },
  }
}

/** All transactions of the database, whoever begins them: the figures are those of the server. */
async function transactionsIn(dataDir: string, act: () => Promise<void>) {
  const stores = await reachStores(dataDir, createLog('silent'))
  const client = new pg.Client({ connectionString: stores.databaseUrl })
  await client.connect()
  const count = async (): Promise<number> => {
    await client.query('select pg_stat_force_next_flush()')
    const found = await client.query<{ n: string }>(
      'select sum(xact_commit + xact_rollback) as n from pg_stat_database where datname = current_database()',
    )
    return Number(found.rows[0]?.n)
  }
  try {
    const before = await count()
    const startMs = performance.now()
    await act()
    await delay(1_500) // sessions tell their figures once a second
    const seconds = (performance.now() - startMs) / 1000
    const transactions = (await count()) - before
    return { transactions, perSecond: Math.round((transactions / seconds) * 10) / 10 }
  } finally {
    await client.end()
    await stores.close()
  }
}

function databasePids(root: number): number[] {
  return processTree(root).filter((pid) =>
    /postgres/.test(execFileSync('ps', ['-o', 'args=', '-p', String(pid)]).toString()),
  )
}

/** One worker, as the program has one process; the file is what the program sent, already compressed. */
async function besideNginx(directory: string, body: Buffer, load: PageLoad): Promise<PageMeasured | undefined> {
  const root = join(directory, 'nginx')
  mkdirSync(join(root, 'www'), { recursive: true })
  writeFileSync(join(root, 'www', 'page'), body)
  const port = await freePort()
  writeFileSync(
    join(root, 'nginx.conf'),
    `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''} worker_processes 1; pid ${root}/pid; error_log ${root}/error.log;
events { worker_connections 1024; }
http { access_log ${root}/access.log; keepalive_requests 100000000; tcp_nodelay on; open_file_cache max=10;
client_body_temp_path ${root}/a; proxy_temp_path ${root}/b; fastcgi_temp_path ${root}/c; uwsgi_temp_path ${root}/d; scgi_temp_path ${root}/e;
server { listen 127.0.0.1:${port}; root ${root}/www; default_type "text/html; charset=utf-8"; etag on;
add_header content-encoding br; add_header vary accept-encoding; add_header cache-control "public, max-age=0"; } }\n`,
  )
  const nginx = spawn('nginx', ['-c', join(root, 'nginx.conf'), '-p', root], { stdio: 'ignore' })
  const missing = await Promise.race([
    new Promise<boolean>((resolve) => nginx.once('error', () => resolve(true))),
    delay(1_000, false),
  ])
  if (missing) return undefined
  try {
    const { etag } = await readOnce(`http://127.0.0.1:${port}`, '/page')
    return await run({ ...load, port, path: '/page', name: `127.0.0.1:${port}`, etag })
  } finally {
    nginx.kill('SIGTERM')
  }
}

function sum(answers: Record<string, number>): number {
  return Object.values(answers).reduce((all, each) => all + each, 0)
}

/** About as many answers with the page as without it, and none of any other kind. */
function isWhole({ answers }: Pick<PageMeasured, 'answers'>): boolean {
  return Object.keys(answers).toSorted().join(' ') === '200 304'
}
