import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvOfGrid, csvOfRows } from './csv.ts'
import { faultOf } from './fault.ts'
import { gridOf, maxDrawn, nameOf, stack, stepSecondsFor, summarise } from './grid.ts'
import type { Outcome, Series } from './prometheus.ts'
import { unitOf, valueWords } from './value-words.ts'

const matrix = (result: Series[]): Outcome => ({ query: 'q', notes: [], answer: { resultType: 'matrix', result } })
const times = { fromSeconds: 60, toSeconds: 180, stepSeconds: 60 }

test('samples are put on the common times, and what is missing or no number on an axis is a gap', () => {
  const metric = { __name__: 'up', job: 'shop' }
  const grid = gridOf(
    [
      matrix([
        {
          metric,
          values: [
            [60, '1'],
            [180, '+Inf'],
          ],
        },
      ]),
    ],
    times,
  )
  assert.deepEqual(grid.at, [60, 120, 180])
  assert.deepEqual(grid.lines[0]?.values, [1, null, null])
  assert.equal(grid.lines[0]?.label, 'up{job="shop"}')
})

test('no more lines are drawn than the bound, and all are counted; native histograms are told apart', () => {
  const series = Array.from({ length: maxDrawn + 5 }, (_, at): Series => ({
    metric: { at: String(at) },
    values: [[60, '1']],
  }))
  const native: Series = { metric: {}, histograms: [[60, { count: '1', sum: '2' }]] }
  const grid = gridOf([matrix([...series, native])], times)
  assert.deepEqual([grid.lines.length, grid.total, grid.histograms], [maxDrawn, maxDrawn + 5, 1])
})

test('a stack adds up, and a gap holds nothing up', () => {
  assert.deepEqual(
    stack([
      [1, null],
      [2, 3],
      [4, 5],
    ]),
    [
      [1, null],
      [3, 3],
      [7, 8],
    ],
  )
})

test('steps are round and keep a line below three hundred points', () => {
  assert.deepEqual([900, 3600, 86_400, 7 * 86_400].map(stepSecondsFor), [5, 15, 300, 3600])
  for (const days of [1, 30, 400]) assert.ok((days * 86_400) / stepSecondsFor(days * 86_400) <= 300)
})

test('names, sums and units are as people read them', () => {
  assert.equal(nameOf({}), '{}')
  assert.equal(nameOf({ __name__: 'up' }), 'up')
  assert.equal(nameOf({ path: 'a "b"' }), '{path="a \\"b\\""}')
  assert.deepEqual(summarise([null, 1, 3, null]), { min: 1, max: 3, mean: 2, last: 3 })
  assert.equal(summarise([null]), undefined)
  assert.equal(unitOf([{ __name__: 'a_bytes' }, { __name__: 'b_bytes' }]), 'bytes')
  assert.equal(unitOf([{ __name__: 'a_bytes' }, { __name__: 'b_seconds' }]), 'none')
  assert.equal(unitOf([{ __name__: 'process_start_time_seconds' }]), 'none')
  const words = [valueWords(12_345, 'none'), valueWords(0.25, 'seconds'), valueWords(-2048, 'bytes')]
  assert.deepEqual(words, ['12.35 k', '250 ms', '−2 KB'])
  assert.deepEqual(
    [valueWords(0.9821, 'ratio'), valueWords(NaN, 'none'), valueWords(0, 'none')],
    ['98.21 %', 'NaN', '0'],
  )
})

test('a file for spreadsheets runs nothing that a label says, and keeps numbers', () => {
  const rows = [{ query: 'up', metric: { host: '=cmd("x")' }, atSeconds: 60, value: '-1.5' }]
  const text = '"query","time","host","value"\r\n"up","1970-01-01T00:01:00.000Z","\'=cmd(""x"")",-1.5\r\n'
  assert.equal(csvOfRows(rows), text)
  const grid = gridOf([matrix([{ metric: { __name__: 'up' }, values: [[60, '1']] }])], { ...times, toSeconds: 120 })
  assert.equal(csvOfGrid(grid), '"time","up"\r\n"1970-01-01T00:01:00.000Z",1\r\n"1970-01-01T00:02:00.000Z",\r\n')
})

test('an error of the parser is told with its place', () => {
  assert.deepEqual(faultOf('invalid parameter "query": 2:5: parse error: unexpected end of input'), {
    words: 'unexpected end of input',
    line: 2,
    column: 5,
  })
  assert.deepEqual(faultOf('too many samples'), { words: 'too many samples' })
})
