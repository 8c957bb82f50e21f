import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { listFindings, openHouse, type House } from './house.fixture.ts'

let house: House
before(async () => {
  house = await openHouse()
})

const id = (n: number) => n.toString(16).padStart(32, '0')
const hourly = { when: { cron: '0 * * * *', timeZone: 'Etc/UTC' }, marginMinutes: 5, maxRunMinutes: 30 }

test('a run that begins and ends takes as long as it says, or as long as it was heard of', async () => {
  const at = await house.at('2030-01-01T10:00:10Z')
  await at.checkIn({ id: id(1), status: 'inProgress', schedule: hourly })
  at.now('2030-01-01T10:03:10Z')
  await at.checkIn({ id: id(1), status: 'ok' })
  at.now('2030-01-01T11:00:00Z')
  await at.checkIn({ id: id(2), status: 'ok', durationMs: 1_500 })
  const [second, first] = await at.checkIns()
  assert.partialDeepStrictEqual(first, { state: 'ok', durationMs: 180_000 })
  assert.partialDeepStrictEqual(second, { state: 'ok', durationMs: 1_500 })
  const [status] = (await at.monitor()).environments
  assert.partialDeepStrictEqual(status, {
    environment: 'production',
    state: 'ok',
    expectedAt: '2030-01-01T12:00:00.000Z',
    dueAt: '2030-01-01T12:05:00.000Z',
  })
})

test('a second final word about the same run, and a late beginning, change nothing', async () => {
  const at = await house.at('2030-01-02T10:00:00Z')
  await at.checkIn({ id: id(1), status: 'ok', durationMs: 5, schedule: hourly })
  await at.checkIn({ id: id(1), status: 'error' })
  await at.checkIn({ id: id(1), status: 'inProgress' })
  const found = await at.checkIns()
  assert.equal(found.length, 1)
  assert.partialDeepStrictEqual(found[0], { state: 'ok', durationMs: 5 })
  assert.deepEqual(await at.incidents(), [])
})

test('without an id the newest run that is in progress is meant, or a new one', async () => {
  const at = await house.at('2030-01-03T10:00:00Z')
  await at.checkIn({ id: null, status: 'inProgress', schedule: hourly })
  at.now('2030-01-03T10:01:00Z')
  await at.checkIn({ id: null, status: 'ok' })
  await at.checkIn({ id: null, status: 'ok' })
  assert.deepEqual(
    (await at.checkIns()).map(({ state, durationMs }) => [state, durationMs]),
    [
      ['ok', null],
      ['ok', 60_000],
    ],
  )
})

test('a check-in that does not come is missed once, however many processes look, and opens an incident once', async () => {
  const at = await house.at('2030-01-04T10:00:00Z')
  await at.checkIn({ id: id(1), status: 'ok', schedule: hourly })
  at.now('2030-01-04T11:05:00Z')
  await at.judge()
  assert.equal((await at.checkIns()).length, 1, 'within its margin')
  at.now('2030-01-04T11:05:01Z')
  await Promise.all([at.judge(), at.judge(), at.judge()])
  assert.deepEqual(
    (await at.checkIns()).map(({ state }) => state),
    ['missed', 'ok'],
  )
  const [incident, ...more] = await at.incidents()
  assert.equal(more.length, 0)
  assert.partialDeepStrictEqual(incident, { kind: 'heartbeat', status: 'open', eventCount: 1, culprit: 'backup' })
  assert.match(incident.title, /missed/)
})

test('a run that does not end in time has failed, once, and its late end changes nothing', async () => {
  const at = await house.at('2030-01-05T10:00:00Z')
  await at.checkIn({ id: id(1), status: 'inProgress', schedule: hourly })
  at.now('2030-01-05T10:30:00Z')
  await at.judge()
  assert.equal((await at.checkIns())[0]?.state, 'inProgress')
  at.now('2030-01-05T10:30:01Z')
  await Promise.all([at.judge(), at.judge()])
  await at.checkIn({ id: id(1), status: 'ok' })
  assert.partialDeepStrictEqual(await at.checkIns(), [{ state: 'timedOut', durationMs: 1_800_000 }])
  assert.deepEqual(listFindings(await at.incidents()), [['open', 1]])
})

test('an incident opens at the threshold, is counted on, and is resolved by as many successes as are asked for', async () => {
  const at = await house.at('2030-01-06T10:00:00Z')
  const schedule = { ...hourly, failuresToOpen: 2, successesToResolve: 2 }
  await at.checkIn({ id: id(1), status: 'error', schedule })
  assert.deepEqual(await at.incidents(), [])
  await at.checkIn({ id: id(2), status: 'error', schedule })
  await at.checkIn({ id: id(3), status: 'error', schedule })
  assert.deepEqual(listFindings(await at.incidents()), [['open', 2]])
  at.now('2030-01-06T10:10:00Z')
  await at.checkIn({ id: id(4), status: 'ok', schedule })
  assert.deepEqual(listFindings(await at.incidents()), [['open', 2]])
  await at.checkIn({ id: id(5), status: 'ok', schedule })
  assert.deepEqual(listFindings(await at.incidents()), [['resolved', 2]])
  at.now('2030-01-06T10:20:00Z')
  await at.checkIn({ id: id(6), status: 'error', schedule })
  await at.checkIn({ id: id(7), status: 'error', schedule })
  assert.deepEqual(listFindings(await at.incidents()), [['open', 3]])
})

test('each environment is judged by itself', async () => {
  const at = await house.at('2030-01-07T10:00:00Z')
  await at.checkIn({ id: id(1), status: 'error', environment: 'staging', schedule: hourly })
  await at.checkIn({ id: id(1), status: 'ok', environment: 'production', schedule: hourly })
  const { environments } = await at.monitor()
  assert.deepEqual(
    environments.map(({ environment, state }: Record<string, string>) => [environment, state]),
    [
      ['production', 'ok'],
      ['staging', 'error'],
    ],
  )
})

test('after a time in which nobody watched, what was due then is unknown and opens nothing', async () => {
  const at = await house.at('2030-01-08T10:00:00Z')
  await at.checkIn({ id: id(1), status: 'ok', schedule: hourly })
  await at.checkIn({ id: id(2), status: 'inProgress' })
  at.now('2030-01-08T15:30:00Z')
  await at.judge(new Date('2030-01-08T10:00:00Z'))
  assert.deepEqual((await at.checkIns()).map(({ state }) => state).sort(), ['ok', 'unknown', 'unknown'])
  assert.deepEqual(await at.incidents(), [])
  const [status] = (await at.monitor()).environments
  assert.equal(status.expectedAt, '2030-01-08T16:00:00.000Z', 'what was missed is not made up for one by one')
  at.now('2030-01-08T16:05:01Z')
  await at.judge()
  assert.equal((await at.incidents()).length, 1)
})

test('a schedule that is none is refused and counted, and the check-in itself is kept', async () => {
  const at = await house.at('2030-01-09T10:00:00Z')
  await at.checkIn({ id: id(1), status: 'ok', schedule: { when: { cron: '0 0 31 2 *', timeZone: 'Etc/UTC' } } })
  assert.equal((await at.monitor()).schedule, null)
  assert.equal((await at.checkIns()).length, 1)
  assert.deepEqual(await at.outcomes(), [['invalid_schedule', 1]])
})

test('monitors are made by check-ins up to the quota of the workspace; environments have one of their own [A-09]', async () => {
  const at = await house.at('2030-01-10T10:00:00Z')
  await at.fillMonitors(499)
  await at.checkIn({ id: id(1), status: 'ok' })
  await at.checkIn({ id: id(1), status: 'ok', monitorSlug: 'one-too-many' })
  assert.equal(await at.countMonitors(), 500)
  await at.checkIn({ id: id(2), status: 'ok' })
  for (let n = 0; n < 20; n++) await at.checkIn({ id: id(3), status: 'ok', environment: `env-${n}` })
  assert.equal((await at.monitor()).environments.length, 20)
  await at.checkIn({ id: id(1), status: 'ok', monitorSlug: '../etc' })
  assert.deepEqual(await at.outcomes(), [
    ['invalid_slug', 1],
    ['too_many_environments', 1],
    ['too_many_monitors', 1],
  ])
})

test('a paused monitor is not judged, and expects from now on when it goes on', async () => {
  const at = await house.at('2030-01-11T10:00:00Z')
  await at.checkIn({ id: id(1), status: 'ok', schedule: hourly })
  assert.equal((await at.send('PATCH', { paused: true })).status, 200)
  at.now('2030-01-11T15:00:00Z')
  await at.judge()
  await at.checkIn({ id: id(2), status: 'error' })
  assert.deepEqual(await at.incidents(), [])
  const answer = await at.send('PATCH', { paused: false, schedule: { every: 2, unit: 'hour' } })
  assert.equal((await answer.json()).environments[0].expectedAt, '2030-01-11T17:00:00.000Z')
  assert.equal((await at.send('PATCH', { schedule: { cron: '0 0 31 2 *', timeZone: 'Etc/UTC' } })).status, 400)
  assert.equal((await at.send('DELETE')).status, 204)
  assert.equal((await at.send('GET')).status, 404)
})

test('a viewer sees monitors and changes none', async () => {
  const at = await house.at('2030-01-12T10:00:00Z')
  await at.checkIn({ id: id(1), status: 'ok' })
  assert.equal((await at.send('GET', undefined, 'viewer')).status, 200)
  assert.equal((await at.send('PATCH', { paused: true }, 'viewer')).status, 403)
  assert.equal((await at.send('DELETE', undefined, 'viewer')).status, 403)
})
