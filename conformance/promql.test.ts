import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { run } from './promql.ts'
import { readOffsets, readSamples, readSeries } from './promql/notation.ts'
import { pinnedQueries } from './promql/rewrite.ts'

async function outcome(script: string): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'watchword-promql-'))
  writeFileSync(join(directory, 'own.test'), script)
  const { cases } = await run(directory)
  rmSync(directory, { recursive: true })
  return cases.map(({ name, failure }) => `${name}: ${failure ?? 'passed'}`)
}

const load = 'load 1m\n  m{a="1"} 1+1x4\n  h {{schema:0 count:2 sum:3 buckets:[2]}}x4\n\n'

test('what is expected and found passes', async () => {
  const script = `${load}
eval instant at 2m m
  m{a="1"} 3

eval instant at 2m scalar(m)
  3

eval range from 0 to 4m step 2m m
  m{a="1"} 1 3 5

eval instant at 2m h
  h {{schema:0 count:2 sum:3 buckets:[2]}}

eval instant at 2m "x"
  expect string "x"

eval instant at 2m m[2m]
  expect range vector from 1m to 2m step 1m
  m{a="1"} 2 3

eval instant at 2m rate(m)
  expect fail regex: expected type range vector

eval instant at 2m max({__name__=~"m|h"})
  expect info msg: PromQL info: ignored histogram in max aggregation (1:5)
  {} 3

clear

eval instant at 2m m
`
  for (const line of await outcome(script)) assert.match(line, /: passed$/)
})

test('what differs fails, each with what was found', async () => {
  const cases: [string, RegExp][] = [
    ['eval instant at 2m m\n  m{a="1"} 4', /expected 4, got 3/],
    ['eval instant at 2m m\n  m{a="2"} 3', /expected 3, got _/],
    ['eval instant at 2m m', /unexpected m\{a="1"\} 3/],
    ['eval range from 0 to 4m step 2m m\n  m{a="1"} 1 3', /at step 2: expected _, got 5/],
    ['eval instant at 2m h\n  h {{schema:0 count:3 sum:3 buckets:[2 1]}}', /expected \{\{count:3/],
    ['eval instant at 2m h\n  h {{schema:0 count:2 sum:3 counter_reset_hint:gauge buckets:[2]}}', /gauge/],
    ['eval instant at 2m m\n  expect fail\n  m{a="1"} 3', /did not fail/],
    ['eval instant at 2m rate(m)\n  expect fail msg: something else', /failed with .*expected type range vector/],
    ['eval instant at 2m rate(m)', /failed: /],
    ['eval instant at 2m max(h)\n  expect no_info', /unexpected PromQL info/],
    ['eval instant at 2m m\n  expect warn\n  m{a="1"} 3', /no warn like any/],
    ['eval instant at 2m max(h)\n  expect info msg: nothing', /no info like nothing/],
    ['eval instant at 2m "x"\n  expect string "y"', /got "x"/],
    ['eval instant at 2m 1\n  2', /got 1, expected 2/],
  ]
  for (const [script, wanted] of cases) assert.match((await outcome(load + script)).join('\n'), wanted, script)
})

test('series and samples are read as they are written', () => {
  const values = (text: string) =>
    readSamples(text).map((sample) => (typeof sample === 'object' ? sample.value : sample))
  assert.deepEqual(values('1 _ stale -2.5 1e3'), [1, undefined, 'stale', -2.5, 1000])
  assert.deepEqual(values('1+2x2 _x2 3x1 5-1x2 0+0x1'), [1, 3, 5, undefined, undefined, 3, 3, 5, 4, 3, 0, 0])
  assert.deepEqual(values('NaN Inf -Inf'), [Number.NaN, Infinity, -Infinity])
  assert.equal(readSamples('{{count:1 sum:2}}+{{count:1}}x2').length, 3)
  assert.throws(() => readSamples('1 nonsense'))
  assert.deepEqual(readOffsets('_ -30s-1mx2 1ms _x2 0'), [
    undefined,
    -30_000,
    -90_000,
    -150_000,
    1,
    undefined,
    undefined,
    0,
  ])
  assert.deepEqual(readSeries('m{a="}",b=""}@st 1m').labels, [
    ['__name__', 'm'],
    ['a', '}'],
  ])
  assert.equal(readSeries('m@st 1m').isStartTimes, true)
})

test('queries run again with their time nailed down, but for those that tell it', () => {
  assert.deepEqual(
    pinnedQueries('sum(m) + max_over_time(m[5m:1m] @ 5)', 50_000).map(({ query, timeMs }) => [query, timeMs]),
    [-500_000, 0, 10_000, 50_000, 500_000].map((timeMs) => ['sum(m @ 50) + max_over_time(m[5m:1m] @ 5)', timeMs]),
  )
  assert.deepEqual(pinnedQueries('m + time()', 50_000), [])
})
