import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { accountOf, localDays, tally, uptimeOf } from '#platform/uptime'
import { call, testContext } from '#testing'
import { componentStatuses, recordedStatuses, type RecordedStatus } from '../components/component.ts'
import * as stateRepo from '../components/state-repo.ts'
import * as repo from '../repo.ts'
import { endpoints } from '../routes.ts'
import { createdPage, get, patch, post, remove, type TestPage } from '../test-support.ts'
import { loadUptime } from './load.ts'
import { defaultPolicy, weightsOf } from './policy.ts'

const put = (ctx: Context, path: string, body: unknown) => call(ctx, endpoints, 'PUT', path, body)
const hourMs = 3_600_000
const severity: RecordedStatus[] = [
  ...(['unknown', 'operational', 'under_maintenance', 'degraded_performance'] as const),
  ...(['partial_outage', 'major_outage'] as const),
]

type Told = { status: RecordedStatus; from: Date; to: Date | null }

/** A page whose components have just this history, and none of their own. */
async function pageWith(ctx: Context, histories: Told[][], timeZone = 'Europe/Berlin') {
  const page = await createdPage(
    ctx,
    histories.map((_, index) => `Service ${index + 1}`),
  )
  await patch(ctx, page.api, { timeZone })
  for (const [index, history] of histories.entries()) {
    const id = page.components[index] ?? ''
    await patch(ctx, `/components/${id}`, { startDate: '2026-01-01' })
    await inTransaction(ctx, async (tx) => {
      await tx.db.deleteFrom('componentStates').where('componentId', '=', id).execute()
      const cause = { causeKind: 'monitor', causeId: null, correctedAt: null } as const
      const intervals = history.map(({ status, from, to }) => ({ startedAt: from, endedAt: to, status, ...cause }))
      await stateRepo.insert(tx, id, intervals)
      await stateRepo.forgetDays(tx, [id])
    })
  }
  return page
}

const loaded = (ctx: Context, page: TestPage, now: Date) =>
  inTransaction(ctx, async (tx) =>
    loadUptime(tx, await repo.getPage(tx, page.id), await repo.listComponents(tx, [page.id]), now),
  )

test('ninety days from sums that the database keeps are those of the engine on the bare history, twice', async () => {
  const ctx = await testContext()
  const now = new Date('2026-04-20T09:30:00.123Z')
  // Cuts and states at random, with gaps, over both ends of the window and the day on which clocks change.
  const histories = fc.sample(
    fc.array(
      fc.record({
        gap: fc.integer({ min: 0, max: 9e7 }),
        ms: fc.integer({ min: 1, max: 9e8 }),
        status: fc.constantFrom(...recordedStatuses),
      }),
      { minLength: 1, maxLength: 60 },
    ),
    { numRuns: 12, seed: 7 },
  )
  const told = histories.map((parts) => {
    let at = Date.parse('2026-01-10T00:00:00Z')
    return parts.map(({ gap, ms, status }, index): Told => {
      const from = new Date(at + gap)
      at = from.getTime() + ms
      return { status, from, to: index === parts.length - 1 ? null : new Date(at) }
    })
  })
  const page = await pageWith(ctx, told)
  const days = localDays('2026-01-21', '2026-04-20', 'Europe/Berlin')
  assert.equal(days.length, 90)
  const first = await loaded(ctx, page, now)
  for (const [index, history] of told.entries()) {
    const stretches = history.map(({ status, from, to }) => ({
      ...{ status, fromMs: from.getTime(), toMs: to?.getTime() ?? Infinity },
    }))
    for (const [number, day] of days.entries()) {
      const toMs = Math.min(day.toMs, now.getTime())
      const sums = tally(stretches, severity, day.fromMs, toMs)
      const account = accountOf(sums, weightsOf(defaultPolicy), toMs - day.fromMs)
      const made = first[index]?.days[number]
      assert.equal(made?.date, day.date)
      assert.equal(made?.uptime, uptimeOf(account), `${day.date} of ${index}`)
      const known = componentStatuses.reduce((sum, status) => sum + (made?.secondsBy[status] ?? 0), 0)
      assert.ok(Math.abs(known + (made?.secondsBy.unknown ?? 0) - (toMs - day.fromMs) / 1000) < 7)
    }
  }
  const kept = await inTransaction(ctx, (tx) => tx.db.selectFrom('componentDays').select('date').execute())
  assert.equal(kept.length, 12 * 89)
  assert.deepEqual(await loaded(ctx, page, now), first)
})

test('a day is 23 or 25 hours when clocks change, today counts until now, and a day without data has no figure', async () => {
  const ctx = await testContext()
  const page = await pageWith(ctx, [
    [
      { status: 'operational', from: new Date('2026-03-27T12:00:00Z'), to: new Date('2026-03-30T10:00:00Z') },
      { status: 'major_outage', from: new Date('2026-03-30T10:00:00Z'), to: null },
    ],
  ])
  const [uptime] = await loaded(ctx, page, new Date('2026-03-30T12:00:00Z'))
  const day = (date: string) => uptime?.days.find((each) => each.date === date)
  assert.deepEqual(day('2026-03-29')?.secondsBy, { operational: 23 * 3600 })
  assert.deepEqual(day('2026-03-26'), {
    ...{ date: '2026-03-26', uptime: null, coverage: 0, worst: 'unknown', secondsBy: { unknown: 86_400 } },
  })
  assert.deepEqual(day('2026-03-27')?.secondsBy, { operational: 11 * 3600, unknown: 13 * 3600 })
  assert.equal(day('2026-03-27')?.uptime, 1)
  assert.equal(day('2026-03-27')?.coverage, 11 / 24)
  assert.deepEqual(day('2026-03-30')?.secondsBy, { operational: 12 * 3600, major_outage: 2 * 3600 })
  assert.equal(day('2026-03-30')?.uptime, 1 - 2 / 14)
  assert.equal(day('2026-03-30')?.worst, 'major_outage')
})

test('correcting the past computes its kept days anew, and the report says that it was corrected', async () => {
  const ctx = { ...(await testContext()), now: () => new Date('2026-04-20T12:00:00Z') }
  const page = await pageWith(
    ctx,
    [[{ status: 'operational', from: new Date('2026-03-01T00:00:00Z'), to: null }]],
    'Etc/UTC',
  )
  const query = 'from=2026-04-01&to=2026-04-10&target=0.999'
  const report = async () => (await get(ctx, `${page.api}/uptime-report?${query}`)).json()
  assert.partialDeepStrictEqual((await report()).components[0], { uptime: 1, isMet: true, correctedAt: null })
  const correction = { status: 'major_outage', from: '2026-04-05T10:00:00Z', to: '2026-04-05T16:00:00Z' }
  assert.equal((await post(ctx, `/components/${page.components[0]}/corrections`, correction)).status, 204)
  const after = (await report()).components[0]
  assert.partialDeepStrictEqual(after, {
    ...{ uptime: 1 - 6 / 240, coverage: 1, isMet: false, downtimeSeconds: 6 * 3600 },
    ...{ windowSeconds: 864_000, correctedAt: '2026-04-20T12:00:00.000Z' },
    secondsBy: { operational: 234 * 3600, major_outage: 6 * 3600 },
  })
  assert.equal(after.remainingSeconds, Math.floor(864 - 6 * 3600))
})

test('a policy counts from its day on, maintenance is left out or counted, and without it the one before counts', async () => {
  const ctx = { ...(await testContext()), now: () => new Date('2026-04-03T00:00:00Z') }
  const day = (number: number, hour: number) => new Date(Date.UTC(2026, 3, number, hour))
  const page = await pageWith(
    ctx,
    [
      [
        { status: 'partial_outage', from: day(1, 0), to: day(1, 12) },
        { status: 'under_maintenance', from: day(1, 12), to: day(2, 0) },
        { status: 'partial_outage', from: day(2, 0), to: day(2, 12) },
        { status: 'under_maintenance', from: day(2, 12), to: day(3, 0) },
      ],
    ],
    'Etc/UTC',
  )
  const uptime = async () => {
    const { components } = await (await get(ctx, `${page.api}/uptime-report?from=2026-04-01&to=2026-04-02`)).json()
    return components[0].uptime
  }
  assert.equal(await uptime(), 0.7)
  const weights = { degradedWeight: 0, partialWeight: 1, majorWeight: 1, maintenance: 'down' }
  const set = await put(ctx, `${page.api}/uptime-policies/2026-04-02`, weights)
  assert.equal(set.status, 200)
  // The first day: 12 hours at 0.3, 12 excluded. The second: 24 hours down.
  assert.ok(Math.abs((await uptime()) - (1 - (0.3 * 12 + 24) / 36)) < 1e-12)
  assert.equal((await remove(ctx, `${page.api}/uptime-policies/2026-04-02`)).status, 204)
  assert.equal((await remove(ctx, `${page.api}/uptime-policies/2026-04-02`)).status, 404)
  assert.equal(await uptime(), 0.7)
  assert.equal((await put(ctx, `${page.api}/uptime-policies/2026-04-02`, { ...weights, majorWeight: 2 })).status, 400)
})

test('the page is up as much as its shown components are on the whole, a group as its worst one', async () => {
  const ctx = { ...(await testContext()), now: () => new Date('2026-04-03T00:00:00Z') }
  const since = new Date('2026-04-02T00:00:00Z')
  const page = await pageWith(
    ctx,
    [
      [{ status: 'operational', from: since, to: null }],
      [{ status: 'major_outage', from: since, to: null }],
      [{ status: 'major_outage', from: since, to: null }],
    ],
    'Etc/UTC',
  )
  const { id: groupId } = await (await post(ctx, `${page.api}/component-groups`, { name: 'Europe' })).json()
  const [first, second, third] = page.components
  await patch(ctx, `/components/${first}`, { groupId })
  await patch(ctx, `/components/${second}`, { groupId })
  await patch(ctx, `/components/${third}`, { hidden: true })
  const uptime = await (await get(ctx, `${page.api}/uptime`)).json()
  assert.equal(uptime.groups[0].uptime, 0)
  assert.equal(uptime.overall.uptime, 0.5)
  assert.equal(uptime.components.find(({ id }: { id: string }) => id === third).uptime, 0)
  const months = await (await get(ctx, `${page.api}/uptime-months?count=3`)).json()
  assert.deepEqual(months.months, ['2026-02', '2026-03', '2026-04'])
  assert.partialDeepStrictEqual(months.overall[2], { month: '2026-04', uptime: 0.5, downtimeSeconds: 86_400 })
  assert.equal(months.overall[0].uptime, null)
})

test('the table of a report is safe to open in a spreadsheet, and its range is bounded', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['=cmd|"/c calc"'])
  const path = `${page.api}/uptime-report-csv`
  const { csv, fileName } = await (await get(ctx, `${path}?from=2026-01-01&to=2026-12-31&target=0.9995`)).json()
  assert.match(csv, /^\uFEFF"component","group"/)
  assert.ok(csv.includes(`"'=cmd|""/c calc"""`))
  assert.match(fileName, /^uptime-2026-01-01-\d{4}-\d\d-\d\d\.csv$/)
  assert.equal((await get(ctx, `${path}?from=2026-01-02&to=2026-01-01`)).status, 400)
  assert.equal((await get(ctx, `${path}?from=2024-01-01&to=2026-01-01`)).status, 400)
})

test('bars of 200 components over 90 days are read in well under a second once they are kept', async () => {
  const ctx = await testContext()
  const now = new Date('2026-04-20T09:30:00Z')
  const states = (number: number): Told[] =>
    Array.from({ length: 30 }, (_, index) => ({
      status: recordedStatuses[(index + number) % 5] ?? 'operational',
      from: new Date(Date.UTC(2026, 0, 1) + index * 80 * hourMs),
      to: index === 29 ? null : new Date(Date.UTC(2026, 0, 1) + (index + 1) * 80 * hourMs),
    }))
  const page = await createdPage(ctx, [])
  await inTransaction(ctx, async (tx) => {
    for (let number = 1; number <= 200; number++) {
      const id = `load${String(number).padStart(8, '0')}`
      await repo.insertComponent(tx, page.id, {
        ...{ id, name: id, description: '', status: 'operational', position: number, groupId: null, showcase: true },
        ...{ startDate: '2026-01-01', onlyShowIfDegraded: false, hidden: false, unknownSince: null },
        ...{ createdAt: tx.now(), updatedAt: tx.now() },
      })
      const cause = { causeKind: 'monitor', causeId: null, correctedAt: null } as const
      await stateRepo.insert(
        tx,
        id,
        states(number).map(({ status, from, to }) => ({ startedAt: from, endedAt: to, status, ...cause })),
      )
    }
  })
  const first = await loaded(ctx, page, now)
  const begun = performance.now()
  const again = await loaded(ctx, page, now)
  const tookMs = performance.now() - begun
  assert.deepEqual(again, first)
  // An order of magnitude above what it takes, so that a busy machine does not fail it.
  assert.ok(tookMs < 3_000, `${tookMs} ms`)
})
