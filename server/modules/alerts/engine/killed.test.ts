/** Two processes on the same stores, of which one dies by SIGKILL while it evaluates a group. */
import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { endpoints as incidentEndpoints } from '#modules/incidents'
import { createColumns } from '#platform/columns'
import { inTransaction, sql } from '#platform/database'
import { call, testContext } from '#testing'
import { draftOf, intervalMs, openAlerts } from '../alerts.fixture.ts'
import { getGroup, getRule, listChanges, listEvaluations } from '../groups/list-groups.ts'
import type { Given, Order, Report } from './evaluator.fixture.ts'

const page = { limit: 50, cursor: undefined }

async function startEvaluator(t: Pick<TestContext, 'after'>, given: Given) {
  const program = new URL('./evaluator.fixture.ts', import.meta.url)
  // Without the flags of whoever runs the tests: the reporter's file is theirs.
  const child: ChildProcess = fork(program, [JSON.stringify(given)], { serialization: 'advanced', execArgv: [] })
  const ended = once(child, 'exit')
  const next = (): Promise<Report> =>
    Promise.race([
      once(child, 'message').then(([report]) => report as Report), // its own program sends nothing else
      ended.then(([code]) => assert.fail(`the other process ended with ${code}`)),
    ])
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  t.after(kill)
  assert.deepEqual(await next(), { said: 'ready' })
  return {
    kill,
    order: (order: Order): Promise<Report> => {
      child.send(order)
      return next()
    },
  }
}

test('a process that is killed while it holds a group leaves its slot to another: once, visibly late, and `for` goes on', async (t) => {
  const own = await testContext()
  const { config, database } = own
  const clickhouseUrl =
    config.clickhouseUrl ??
    `http://localhost/watchword?socket_path=${encodeURIComponent(join(config.dataDir, 'run', 'clickhouse.sock'))}`
  const columns = createColumns(clickhouseUrl)
  t.after(() => columns.close())
  const house = await openAlerts(t, { ...own, columns })
  const { ctx } = house
  const group = await house.group([
    draftOf({ kind: 'recording', name: 'room:temperature:max', expr: 'max by (room) (temperature)' }),
    draftOf({ name: 'TooHot', expr: 'room:temperature:max > 30', forMs: 2 * intervalMs }),
  ])
  const ruleId = group.rules[1]?.id ?? ''
  const slot = (step: number) => group.nextAt.getTime() + step * intervalMs
  const other = await startEvaluator(t, {
    // That of the embedded one names no host, which only its driver reads.
    databaseUrl: database.connectionString.replace('@/', '@localhost/'),
    ...{ clickhouseUrl, workspaceId: ctx.workspaceId },
    secretKey: config.secretKey ?? (await readFile(join(config.dataDir, 'secret.key'), 'utf8')).trim(),
  })
  for (let step = 0; step <= 5; step++) await house.write({ __name__: 'temperature', room: 'a' }, slot(step), 35)

  // Both have their turn: the state is nobody's own.
  const done = await other.order({ evaluateAt: slot(0), hold: false })
  assert.partialDeepStrictEqual(done, { said: 'evaluated', all: [{ result: 'saved', slot: new Date(slot(0)) }] })
  assert.equal((await house.evaluateAt(slot(1)))[0]?.result, 'saved')
  assert.equal((await getRule(ctx, ruleId)).state, 'pending')

  // All of the slot is written, the incident is open in its transaction, and then the power is gone.
  assert.deepEqual(await other.order({ evaluateAt: slot(2), hold: true }), { said: 'holds' })
  await other.kill()
  assert.deepEqual(await house.evaluateAt(slot(2) + 10_000), [])
  const incidents = async () => (await (await call(ctx, incidentEndpoints, 'GET', '/incidents')).json()).items
  assert.deepEqual(await incidents(), [])
  await inTransaction(ctx, ({ db, workspaceId }) =>
    sql`update alert_rule_groups set lease_until = clock_timestamp() - interval '1 second'
      where workspace_id = ${workspaceId} and id = ${group.id}`.execute(db),
  )

  // Three intervals later the other one sees that the lease is over.
  const after = [...(await house.evaluateAt(slot(5) + 1_000)), ...(await house.evaluateAt(slot(5) + 2_000))]
  assert.deepEqual(
    after.map(({ slot: at, missed, result }) => [(at.getTime() - slot(0)) / intervalMs, missed, result]),
    [
      [2, 0, 'saved'],
      [5, 2, 'saved'],
    ],
  )
  assert.equal((await getGroup(ctx, group.id)).missedCount, 2)
  const { items: evaluations } = await listEvaluations(ctx, ruleId, page)
  assert.deepEqual(
    evaluations.map(({ at, missed, state }) => [(at.getTime() - slot(0)) / intervalMs, missed, state]),
    [
      [5, 2, 'firing'],
      [2, 0, 'firing'],
      [1, 0, 'pending'],
      [0, 0, 'pending'],
    ],
  )
  const { items: changes } = await listChanges(ctx, ruleId, page)
  assert.deepEqual(
    changes.map(({ at, state }) => [(at.getTime() - slot(0)) / intervalMs, state]),
    [
      [2, 'firing'],
      [0, 'pending'],
    ],
  )
  const all = await incidents()
  assert.deepEqual(
    all.map(({ status, eventCount, regressionCount }: Record<string, unknown>) => [
      status,
      eventCount,
      regressionCount,
    ]),
    [['open', 1, 0]],
  )
  // What both wrote for the same slot is one sample.
  const [[, samples] = []] = await house.query('count_over_time(room:temperature:max[10m])', slot(5))
  assert.equal(samples, 4)
  const [[, begun] = []] = await house.query('ALERTS_FOR_STATE', slot(5))
  assert.equal(begun, slot(0) / 1000)
})
