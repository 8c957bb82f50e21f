import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  accountOf,
  coverageOf,
  localDate,
  localDays,
  percentText,
  sumAccounts,
  tally,
  uptimeOf,
  type Stretch,
  type Sums,
  type Weights,
} from './uptime.ts'

const severity = ['up', 'maintenance', 'degraded', 'down'] as const
type State = (typeof severity)[number] | 'unknown'
const states: State[] = [...severity, 'unknown']
const weights: Weights<State> = { up: 0, degraded: 0.3, down: 1, maintenance: 'excluded', unknown: 'unknown' }
const order: State[] = ['unknown', ...severity]

const stretch = fc.record({
  status: fc.constantFrom(...states),
  fromMs: fc.integer({ min: -20, max: 120 }),
  toMs: fc.oneof(fc.integer({ min: -20, max: 140 }), fc.constant(Infinity)),
})
const stretches = fc.array(stretch, { maxLength: 12 })
const window = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 50, max: 100 }))

/** Looks at every single millisecond. */
function oracle(list: readonly Stretch<State>[], fromMs: number, toMs: number): Sums<State> {
  const sums: Sums<State> = {}
  for (let at = fromMs; at < toMs; at++) {
    const here = list.filter((each) => each.fromMs <= at && at < each.toMs).map((each) => order.indexOf(each.status))
    const worst = order[Math.max(-1, ...here)]
    if (worst) sums[worst] = (sums[worst] ?? 0) + 1
  }
  return sums
}

const sumsOf = (list: readonly Stretch<State>[], fromMs: number, toMs: number) => tally(list, order, fromMs, toMs)
const accountFor = (list: readonly Stretch<State>[], fromMs: number, toMs: number, by = weights) =>
  accountOf(sumsOf(list, fromMs, toMs), by, toMs - fromMs)

test('time by state is what looking at every millisecond finds, however stretches overlap or reach out of the window', () => {
  fc.assert(
    fc.property(stretches, window, (list, [from, to]) => {
      assert.deepEqual(sumsOf(list, from, to), oracle(list, from, to))
    }),
    { numRuns: 1000 },
  )
})

test('uptime and coverage are from 0 to 1, and there is no figure where nothing was observed', () => {
  fc.assert(
    fc.property(stretches, window, (list, [from, to]) => {
      const account = accountFor(list, from, to)
      const [uptime, coverage] = [uptimeOf(account), coverageOf(account)]
      assert.equal(uptime === null, account.observedMs === 0)
      assert.equal(coverage === null, account.excludedMs === to - from)
      for (const value of [uptime, coverage]) if (value !== null) assert.ok(value >= 0 && value <= 1, String(value))
    }),
  )
})

test('nothing observed is no figure and no coverage, not 100 %', () => {
  const account = accountFor([], 0, 100)
  assert.equal(uptimeOf(account), null)
  assert.equal(coverageOf(account), 0)
  assert.equal(uptimeOf(accountFor([{ status: 'unknown', fromMs: 0, toMs: 100 }], 0, 100)), null)
  const planned = accountFor([{ status: 'maintenance', fromMs: 0, toMs: 100 }], 0, 100)
  assert.deepEqual([uptimeOf(planned), coverageOf(planned)], [null, null])
})

test('cutting a stretch in two, or telling them in another order, changes nothing', () => {
  fc.assert(
    fc.property(stretches, window, fc.integer({ min: -10, max: 130 }), (list, [from, to], at) => {
      const cut = list.flatMap((each) =>
        each.fromMs < at && at < each.toMs
          ? [
              { ...each, toMs: at },
              { ...each, fromMs: at },
            ]
          : [each],
      )
      assert.deepEqual(sumsOf(cut.toReversed(), from, to), sumsOf(list, from, to))
    }),
  )
})

test('more downtime never raises the figure, and two outages at once count once', () => {
  fc.assert(
    fc.property(stretches, window, stretch, (list, [from, to], more) => {
      const up: Stretch<State> = { status: 'up', fromMs: -Infinity, toMs: Infinity }
      const outage = { ...more, status: 'down' as const }
      const before = uptimeOf(accountFor([up, ...list.filter((each) => each.status !== 'maintenance')], from, to))
      const known = [up, ...list.filter((each) => each.status !== 'maintenance'), outage]
      const once = uptimeOf(accountFor(known, from, to))
      // Of no time at all there is no figure, with or without an outage.
      if (from === to) return assert.deepEqual([before, once], [null, null])
      assert.ok(once !== null && before !== null && once <= before + 1e-12)
      assert.equal(uptimeOf(accountFor([...known, outage], from, to)), once)
    }),
  )
})

test('a window is the sum of its parts, also where the weights change between them', () => {
  fc.assert(
    fc.property(stretches, window, fc.integer({ min: 50, max: 50 }), (list, [from, to], middle) => {
      const parts = sumAccounts([accountFor(list, from, middle), accountFor(list, middle, to)])
      const whole = accountFor(list, from, to)
      for (const key of ['windowMs', 'excludedMs', 'observedMs'] as const) assert.equal(parts[key], whole[key])
      assert.ok(Math.abs(parts.lostMs - whole.lostMs) < 1e-9)
    }),
  )
  const down: Stretch<State>[] = [{ status: 'degraded', fromMs: 0, toMs: 100 }]
  const changed = sumAccounts([accountFor(down, 0, 50, { ...weights, degraded: 1 }), accountFor(down, 50, 100)])
  assert.equal(uptimeOf(changed), 1 - (50 + 0.3 * 50) / 100)
})

test('weight 0 is up, weight 1 is down, and what is excluded makes no difference to the figure', () => {
  const list: Stretch<State>[] = [
    { status: 'up', fromMs: 0, toMs: 80 },
    { status: 'degraded', fromMs: 80, toMs: 100 },
    { status: 'maintenance', fromMs: 100, toMs: 150 },
  ]
  assert.equal(uptimeOf(accountFor(list, 0, 150, { ...weights, degraded: 0 })), 1)
  assert.equal(uptimeOf(accountFor(list, 0, 150, { ...weights, degraded: 1 })), 0.8)
  assert.equal(coverageOf(accountFor(list, 0, 200)), 100 / 150)
})

test('percent are rounded downward: what is not all is never 100', () => {
  assert.equal(percentText(0.999996, 2), '99.99')
  assert.equal(percentText(0.29, 2), '29.00')
  assert.equal(percentText(1, 2), '100.00')
  assert.equal(percentText(0, 3), '0.000')
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7_776_000_000 }), fc.integer({ min: 2, max: 4 }), (lostMs, digits) => {
      const share = 1 - lostMs / 7_776_000_000
      const text = percentText(share, digits)
      assert.notEqual(text, (100).toFixed(digits))
      assert.ok(Number(text) <= share * 100 + 1e-6, text)
      assert.ok(Number(text) > share * 100 - 10 ** -digits - 1e-6, text)
    }),
  )
})

test('days of a zone follow each other without a gap, begin on their date, and last 23 or 25 hours when clocks change', () => {
  const zones = ['Etc/UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Kiritimati', 'Africa/Cairo']
  for (const zone of [...zones, 'America/Santiago', 'Australia/Lord_Howe', 'Pacific/Niue', 'Asia/Beirut']) {
    const days = localDays('2025-12-20', '2027-01-10', zone)
    for (const [index, { date, fromMs, toMs }] of days.entries()) {
      assert.equal(localDate(fromMs, zone), date, `${zone} ${date}`)
      assert.ok(localDate(fromMs - 1, zone) < date, `${zone} ${date}`)
      assert.equal(fromMs, days[index - 1]?.toMs ?? fromMs)
      assert.ok(toMs > fromMs)
    }
  }
  const hours = (date: string, zone: string) => {
    const [day] = localDays(date, date, zone)
    return day && (day.toMs - day.fromMs) / 3_600_000
  }
  assert.equal(hours('2026-03-29', 'Europe/Berlin'), 23)
  assert.equal(hours('2026-10-25', 'Europe/Berlin'), 25)
  assert.equal(hours('2026-10-04', 'Australia/Lord_Howe'), 23.5)
  assert.equal(hours('2018-11-04', 'America/Sao_Paulo'), 23)
  assert.equal(hours('2011-12-30', 'Pacific/Apia'), 0)
})
