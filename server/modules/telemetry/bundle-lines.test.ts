import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bundleLines, maxPeople, type ErrorLine } from './bundle-lines.ts'
import type { LogRecord } from './records.ts'

const start = Date.UTC(2026, 0, 1, 12)
let made = 0
const line = (changes: Partial<LogRecord> = {}, place = 'a'): ErrorLine => {
  const at = new Date(start)
  const log: LogRecord = { receivedAt: at, occurredAt: at, level: 'error', body: 'no', attributes: [], ...changes }
  return { id: `line-${++made}`, place, log }
}
const sizes = (lines: ErrorLine[]) => bundleLines(lines).map(({ lineIds }) => lineIds.length)

test('lines of one place are one, whatever they say; the newest stands for them, of equals the last', () => {
  const lines = [0, 2_000, 1_000, 2_000, 500].map((ms) => line({ occurredAt: new Date(start + ms), body: `${ms}` }))
  const [bundle, ...others] = bundleLines(lines)
  assert.deepEqual(others, [])
  assert.equal(bundle?.newest, lines[3])
  assert.deepEqual(
    bundle?.lineIds,
    lines.map(({ id }) => id),
  )
})

test('what is counted apart stays apart: place, level, release, environment, service and hour', () => {
  const others = [
    line({}, 'b'),
    line({ level: 'fatal' }),
    line({ release: '2' }),
    line({ environment: 'staging' }),
    line({ service: 'shop' }),
    line({ occurredAt: new Date(start - 1) }),
  ]
  assert.deepEqual(sizes([line(), ...others, line()]), [2, 1, 1, 1, 1, 1, 1])
})

test('each person is one, up to the bound; of the rest none is named', () => {
  const by = (id: string) => line({ user: { id } })
  const known = Array.from({ length: maxPeople }, (_, index) => by(`user-${index}`))
  const more = Array.from({ length: 100 }, (_, index) => by(`more-${index}`))
  const bundles = bundleLines([...known, ...more, by('user-3'), line()])
  assert.equal(bundles.length, maxPeople + 2)
  assert.deepEqual(
    bundles.filter(({ isAnyone }) => isAnyone).map(({ lineIds }) => lineIds.length),
    [100],
  )
  assert.equal(bundles[3]?.lineIds.length, 2)
})
