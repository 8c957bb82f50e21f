/**
 * Tells many subscribers of one update, by mail to a server on this machine, and prints how long it took to write the
 * deliveries down and how many mails went out in a second. With `--kill` the program is killed in the middle and
 * started again: nobody may be left out, and told twice at most those under way in that moment.
 *
 *   node bench/run.ts fanout [--subscribers 5000] [--kill] [--profile <directory>]
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { readConfig } from '../server/platform/config.ts'
import { systemContext } from '../server/platform/context.ts'
import { inTransaction, sql } from '../server/platform/database/index.ts'
import { createLog } from '../server/platform/log.ts'
import { openServices } from '../server/services.ts'
import { setUp } from './api.ts'
import { usageOf } from './processes.ts'
import { freePort, makeScratch, startProgram } from './program.ts'
import { report, rounded, say } from './report.ts'

const target = { mailsPerSecond: 1_000, commitSecondsPer100000: 5 }
/** What one worker has under way (deliver.ts, `atOnce`). */
const windowSize = 32
/** Longer than the lease of what a killed process held. */
const patienceMs = 300_000

type Counts = { messages: number; doubled: number; broken: number; milliseconds: number }

export async function benchFanout(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      subscribers: { type: 'string', default: '5000' },
      kill: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      profile: { type: 'string' },
    },
  })
  const count = Number(values.subscribers)
  const scratch = makeScratch()
  const sink = await openSink()
  try {
    const env = { WATCHWORD_SMTP_URL: `smtp://127.0.0.1:${sink.port}`, WATCHWORD_LOG_LEVEL: 'warn' }
    const port = await freePort()
    let program = await startProgram(scratch, port, { env })
    const { api } = await setUp(program.url)
    const page = await api.post<{ id: string }>('/status-pages', { slug: 'acme', name: 'Acme' })
    await program.stop()
    say(`storing ${count} subscribers …`)
    await storeSubscribers(scratch.dataDir, page.id, count)
    const nodeArguments =
      values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(values.profile)}`]
    program = await startProgram(scratch, port, { env, nodeArguments })
    const before = usageOf(program.pid).cpuSecondsOf
    const startMs = performance.now()
    const published = await api.post<{ updates: { id: string; mail: { queued: number } }[] }>(
      `/status-pages/${page.id}/reports`,
      { title: 'Checkout is slow', body: 'We are looking into it, and will write again within the hour.' },
    )
    const commitMs = performance.now() - startMs
    if (values.kill) {
      await until(sink, (now) => now.messages >= count / 2)
      program.kill('SIGKILL')
      await program.ended
      const left = await sink.counts()
      say(`killed after ${left.messages} mails`)
      program = await startProgram(scratch, port, { env })
    }
    const end = await until(sink, (now) => now.messages >= count)
    const after = usageOf(program.pid).cpuSecondsOf
    // What would be sent twice comes now.
    await delay(3_000)
    const { messages, doubled, broken } = await sink.counts()
    const perSecond = (end.messages / end.milliseconds) * 1_000
    await program.stop()
    const isWhole = messages === count && broken === 0 && doubled <= (values.kill ? windowSize : 0)
    const isFast =
      values.kill ||
      (perSecond >= target.mailsPerSecond &&
        commitMs / 1_000 <= Math.max(1, (count / 100_000) * target.commitSecondsPer100000))
    report('fanout', {
      ...{ subscribers: count, queued: published.updates[0]?.mail.queued, commitSeconds: rounded(commitMs / 1_000) },
      ...{ sent: messages, doubled, broken, killed: values.kill, seconds: rounded(end.milliseconds / 1_000) },
      mailsPerSecond: Math.round(perSecond),
      cpuSeconds: values.kill
        ? null
        : { main: rounded(after.main - before.main), database: rounded(after.database - before.database) },
    })
    return isWhole && isFast
  } finally {
    sink.close()
    if (!values.keep) scratch.remove()
  }
}

async function until(sink: Sink, isEnough: (counts: Counts) => boolean): Promise<Counts> {
  const deadlineMs = performance.now() + patienceMs
  for (;;) {
    const counts = await sink.counts()
    if (isEnough(counts)) return counts
    if (performance.now() > deadlineMs) throw new Error(`still ${JSON.stringify(counts)} after ${patienceMs} ms`)
    await delay(100)
  }
}

type Sink = { port: number; counts: () => Promise<Counts>; close: () => void }

async function openSink(): Promise<Sink> {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'fanout', 'sink.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const { stdin, stdout } = child
  if (!stdin || !stdout) throw new Error('a process without pipes')
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => String((await lines.next()).value)
  const port = Number(await next())
  return {
    port,
    counts: async () => {
      stdin.write('\n')
      return JSON.parse(await next()) as Counts // the other half of this bench wrote it
    },
    close: () => stdin.end(),
  }
}

/** With the program stopped. */
async function storeSubscribers(dataDir: string, pageId: string, count: number): Promise<void> {
  const { services, close } = await openServices(readConfig({ WATCHWORD_DATA_DIR: dataDir }), createLog('silent'))
  try {
    const { rows } = await sql<{ workspaceId: string }>`select workspace_id from installation`.execute(
      services.database.kysely,
    )
    const ctx = systemContext(services, rows[0]?.workspaceId ?? '', 'bench')
    await inTransaction(ctx, ({ db, now, workspaceId }) =>
      sql`insert into subscribers (id, workspace_id, page_id, address, address_key, created_at, confirmed_at)
        select 'sub_' || md5(n::text), ${workspaceId}, ${pageId}, 'reader-' || n || '@d' || n % 500 || '.example',
          'reader-' || n || '@d' || n % 500 || '.example', ${now()}::timestamptz, ${now()}::timestamptz
        from generate_series(1, ${count}::int) n`.execute(db),
    )
    await sql`analyze subscribers`.execute(services.database.kysely)
  } finally {
    await close()
  }
}
