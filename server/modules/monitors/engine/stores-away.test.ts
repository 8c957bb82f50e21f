/**
 * The stores hang, as on a disk that takes no more, or are killed: what was found meanwhile is written down later, what
 * nobody could look at is unknown, and nothing is down for it. On servers of its own, which it stops and kills.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { addProject, createWorkspace, permissionsOf } from '#modules/workspaces'
import { systemContext, type Context } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { newId } from '#platform/ids'
import { eventually } from '#testing'
import { makeInstallation } from '../../../testing/installation.ts'
import { createCheckMonitor } from '../check-monitors/create-check-monitor.ts'
import { getCheckMonitor } from '../check-monitors/get-check-monitor.ts'
import { getCheckHistory, listCheckResults } from '../check-monitors/history.ts'
import type { CheckResult } from '../checks/index.ts'
import { up } from '../checks.fixture.ts'
import { createCheckRunner } from './runner.ts'

const intervalSeconds = 1
/** Processes are found in /proc. */
const skip = process.platform === 'linux' ? false : 'needs /proc'
/** Some slots pass, and the lease of the runner does not. */
const awayMs = 5000

async function openChecker(t: TestContext) {
  const installation = await makeInstallation(t)
  const { services } = await installation.start({ config: { databaseUrl: null, clickhouseUrl: null } })
  const now = services.now()
  const workspaceId = newId('wks', now)
  const ctx: Context = { ...systemContext(services, workspaceId, 'test'), permissions: permissionsOf('owner') }
  const ownerId = newId('usr', now)
  await inPlatformTransaction(services, async ({ db }) => {
    await sql`insert into users (id, email, name, password_hash, created_at, email_verified_at)
      values (${ownerId}, 'ada@example.com', 'Ada', '-', ${now}, ${now})`.execute(db)
  })
  const project = await inTransaction(ctx, async (tx) => {
    await createWorkspace(tx, { name: 'Shop', slug: 'shop', ownerId })
    return addProject(tx, 'Shop')
  })
  const { id } = await createCheckMonitor(ctx, {
    ...{ projectId: project.id, name: 'Shop', intervalSeconds, timeoutMs: 500, failuresToOpen: 1 },
    spec: {
      type: 'tcp',
      host: 'shop.example',
      port: 443,
      tls: false,
      banner: null,
      inverted: false,
      degradedAboveMs: null,
    },
  })
  let checks = 0
  const check = (): Promise<CheckResult> => {
    checks++
    return Promise.resolve(up)
  }
  const runner = createCheckRunner({ check })
  await runner.look(services)
  // The schedule calls it every three seconds; an answer that does not come holds up none of the others.
  const looking = setInterval(() => void runner.look(services).catch(() => undefined), 1000)
  t.after(() => clearInterval(looking))
  const results = async () => (await listCheckResults(ctx, id, { limit: 100, cursor: undefined })).items
  return {
    dataDir: installation.dataDir,
    ctx,
    runner,
    id,
    results,
    checks: () => checks,
    condition: async () => (await getCheckMonitor(ctx, id)).condition,
    /** From the beginning until now. */
    history: () => getCheckHistory(ctx, id, { from: now, to: services.now() }),
    stop: async () => {
      clearInterval(looking)
      await runner.stop()
    },
  }
}

/** The embedded PostgreSQL with all its processes. */
function postgresPids(dataDir: string): number[] {
  const first = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return [first, ...all.filter((pid) => parentOf(pid) === first).map(Number)]
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    // It ended while we looked.
    return undefined
  }
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))
const isUp = (at: Awaited<ReturnType<typeof openChecker>>) => async () => (await at.condition()) === 'up'

test(
  'a database that hangs: what was found is written down later, the time that nobody looked is unknown, nothing is down',
  { timeout: 120_000, skip },
  async (t) => {
    const at = await openChecker(t)
    await eventually('some results', async () => (await at.results()).length >= 3)
    const pids = postgresPids(at.dataDir)
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    t.after(() => pids.forEach((pid) => signal(pid, 'SIGCONT')))
    const before = at.checks()
    await pause(awayMs)
    for (const pid of pids) process.kill(pid, 'SIGCONT')
    await eventually('checks to go on', async () => at.checks() > before + 3)
    await eventually('it to be up again', isUp(at))
    await at.stop()
    await assertCaughtUp(at)
  },
)

test('a database that is killed is no news of any target either', { timeout: 120_000, skip }, async (t) => {
  const at = await openChecker(t)
  await eventually('some results', async () => (await at.results()).length >= 3)
  for (const pid of postgresPids(at.dataDir)) signal(pid, 'SIGKILL')
  const before = at.checks()
  await eventually('checks to go on', async () => at.checks() > before + 3)
  await eventually('it to be up', async () => (await at.condition().catch(() => undefined)) === 'up')
  await at.stop()
  const { intervals } = await at.history()
  assert.ok(intervals.every(({ state }) => state !== 'down'))
  const stored = (await at.results()).filter(({ outcome }) => outcome === 'up').length
  assert.equal(stored, at.checks(), 'a check that was made is in the log')
})

/** Each check that was made is in the log once, those that could not be made in time as unknown; so is the state. */
async function assertCaughtUp(at: Awaited<ReturnType<typeof openChecker>>): Promise<void> {
  const stored = await at.results()
  const made = stored.filter(({ outcome }) => outcome === 'up')
  assert.equal(made.length, at.checks(), 'a check that was made is in the log')
  assert.equal(new Set(stored.map(({ scheduledAt }) => scheduledAt.getTime())).size, stored.length)
  const { intervals, uptime } = await at.history()
  assert.ok(intervals.every(({ state }) => state !== 'down'))
  assert.ok(
    intervals.some(
      ({ state, fromAt, toAt }) => state === 'unknown' && toAt && toAt.getTime() - fromAt.getTime() > 1000,
    ),
    JSON.stringify(intervals),
  )
  assert.equal(uptime.uptime, 1)
  assert.ok((uptime.coverage ?? 1) < 0.95, `coverage ${uptime.coverage}`)
}

/** One that ended in the meantime needs none. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
