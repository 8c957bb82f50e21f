import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verdictOf, type Verdict } from './verdict.ts'

const start = Date.UTC(2030, 2, 1, 10)
const at = (seconds: number) => new Date(start + seconds * 1000)
type Words = [says: 'up' | 'degraded' | 'down' | 'unknown' | 'waiting' | 'paused', sinceSeconds: number][]

function look(words: Words, more: { mode?: 'worst' | 'all'; before?: Verdict | null; afterSeconds?: number } = {}) {
  const { mode = 'worst', before = 'operational', afterSeconds = 60 } = more
  const monitors = words.map(([says, since]) => ({ says, since: at(since) }))
  const { verdict, from, lookAt } = verdictOf({ mode, afterSeconds, verdict: before }, monitors, at(0))
  return [verdict, (from.getTime() - start) / 1000, lookAt && (lookAt.getTime() - start) / 1000]
}

test('the worst of the monitors counts, since the first of them has it', () => {
  const two: Words = [
    ['down', -90],
    ['up', -900],
  ]
  assert.deepEqual(look(two), ['major_outage', -90, null])
  assert.deepEqual(look([...two, ['down', -200], ['degraded', -300]]), ['major_outage', -200, null])
  assert.deepEqual(look([two[1] ?? ['up', 0], ['degraded', -300]]), ['degraded_performance', -300, null])
})

test('where all must be down some are a partial outage, and the outage of all begins with the last', () => {
  const mode = 'all'
  assert.deepEqual(
    look(
      [
        ['down', -90],
        ['up', -9],
      ],
      { mode },
    ),
    ['partial_outage', -90, null],
  )
  assert.deepEqual(
    look(
      [
        ['down', -90],
        ['down', -200],
      ],
      { mode },
    ),
    ['major_outage', -90, null],
  )
  assert.deepEqual(look([['down', -90]], { mode }), ['major_outage', -90, null])
})

test('trouble that is too short is not shown, and when it has lasted long enough is known', () => {
  assert.deepEqual(look([['down', -20]]), ['operational', 0, 40])
  assert.deepEqual(look([['down', -60]]), ['major_outage', -60, null])
  assert.deepEqual(look([['down', 0]], { afterSeconds: 0 }), ['major_outage', 0, null])
  assert.deepEqual(look([['down', 3000]]), ['major_outage', 3000, null], 'after the clock was set back')
})

test('what is degraded and goes down stays degraded until that has lasted long enough', () => {
  assert.deepEqual(look([['down', -20]], { before: 'degraded_performance' }), ['degraded_performance', 0, 40])
  // One recovers while another one is only just degraded: better than before, and not well.
  const words: Words = [
    ['up', -1],
    ['degraded', -20],
  ]
  assert.equal(look(words, { before: 'major_outage' })[0], 'degraded_performance')
  assert.equal(look(words, { before: 'operational' })[0], 'operational')
  assert.equal(look(words, { before: null })[0], null, 'nothing could be said yet')
})

test('unknown is never operational, and trouble that is known counts more', () => {
  const silent: Words = [
    ['unknown', -90],
    ['up', -900],
  ]
  assert.deepEqual(look(silent), ['unknown', -90, null])
  assert.equal(look([['waiting', -90]])[0], 'unknown')
  assert.equal(look([...silent, ['degraded', -90]])[0], 'degraded_performance')
  assert.equal(look([['waiting', -5]], { before: null })[0], null)
  assert.deepEqual(
    look(
      [
        ['unknown', -90],
        ['down', -90],
      ],
      { mode: 'all' },
    )[0],
    'partial_outage',
  )
})

test('a monitor that is paused says nothing; when all are nobody can tell', () => {
  assert.deepEqual(
    look([
      ['paused', -900],
      ['up', -50],
    ]),
    ['operational', -50, null],
  )
  assert.equal(look([['paused', -1]])[0], 'unknown')
  assert.equal(look([])[0], null)
})

test('it is over when the last has recovered', () => {
  const words: Words = [
    ['up', -900],
    ['up', -5],
  ]
  assert.deepEqual(look(words, { before: 'major_outage' }), ['operational', -5, null])
})
