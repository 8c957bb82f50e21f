import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDashboard, type Panel } from '#common/dashboards'
import { chosenOf, readSearch } from './address.ts'
import { gridsOf, step } from './edit/move.ts'
import { flatten, unflatten } from './edit/options/mapping-form.ts'
import { pack } from './grid/pack.ts'
import { readJson } from './import/read-json.ts'
import { rangeForExplore } from './range-for-explore.ts'
import { boundsOf, longestMs, shifted, wider } from './times.ts'

const grids = (panels: readonly Pick<Panel, 'grid'>[]): number[][] =>
  panels.map(({ grid: { x, y, w, h } }) => [x, y, w, h])

const board = readDashboard({
  title: 'Two sections',
  panels: [
    { id: 1, type: 'stat', gridPos: { x: 0, y: 0, w: 12, h: 4 } },
    { id: 2, type: 'stat', gridPos: { x: 12, y: 0, w: 12, h: 4 } },
    { id: 3, type: 'stat', gridPos: { x: 0, y: 4, w: 24, h: 4 } },
    { id: 4, type: 'row', title: 'More', gridPos: { x: 0, y: 8, w: 24, h: 1 }, panels: [] },
    { id: 5, type: 'stat', gridPos: { x: 0, y: 9, w: 6, h: 4 } },
  ],
}).dashboard
const first = board.panels.slice(0, 3)

test('an address that anybody has written says only what the screen understands', () => {
  const strange = {
    from: ['a'],
    to: {},
    refresh: '3s',
    panel: -1,
    change: 'x',
    edit: 'true',
    part: 'all',
    'var-a': [1, {}],
  }
  const { 'var-a': values, ...rest } = readSearch(strange)
  assert.deepEqual(values, ['1'])
  assert.deepEqual(new Set(Object.values(rest)), new Set([undefined]))
  const read = readSearch({ from: 1_732_270_000_000, viewPanel: 'panel-7', refresh: 'off', 'var-job': 'api' })
  assert.deepEqual([read.from, read.panel, read.refresh], ['1732270000000', 7, 'off'])
  assert.deepEqual(chosenOf(read), { job: ['api'] })
})

test('a range that cannot be asked for is the last six hours; a wider one ends now', () => {
  const nowMs = Date.UTC(2026, 10, 22, 12)
  const hours = (from: string, to = 'now'): number => {
    const { fromMs, toMs } = boundsOf({ from, to }, nowMs)
    return (toMs - fromMs) / 3_600_000
  }
  assert.deepEqual([hours('now-90m'), hours('yesterday'), hours('now', 'now-1h'), hours('now-9y')], [1.5, 6, 6, 6])
  const wide = wider({ fromMs: nowMs - 3_600_000, toMs: nowMs }, nowMs)
  assert.deepEqual(wide, { from: String(nowMs - 7_200_000), to: String(nowMs) })
  assert.ok(Number(wide.to) - Number(wider({ fromMs: nowMs - longestMs, toMs: nowMs }, nowMs).from) <= longestMs)
  assert.deepEqual(shifted({ fromMs: nowMs - 1000, toMs: nowMs }, 1, nowMs).to, String(nowMs))
  assert.equal(rangeForExplore({ from: 'now-1h', to: 'now' }, { fromMs: 0, toMs: 1 }), '1h')
  assert.equal(
    rangeForExplore({ from: 'now-3h', to: 'now' }, { fromMs: 0, toMs: 60_000 }),
    '1970-01-01T00:00:00Z/1970-01-01T00:01:00Z',
  )
})

test('panels that lay over each other or beside the edge find a place', () => {
  const strange = [
    { grid: { x: 20, y: 5, w: 12, h: 4 } },
    { grid: { x: 0, y: 0, w: 24, h: 2 } },
    { grid: { x: 0, y: 1, w: 40, h: 0 } },
  ]
  assert.deepEqual(grids(pack(strange)), [
    [0, 0, 24, 2],
    [0, 2, 24, 1],
    [12, 3, 12, 4],
  ])
})

test('a panel goes up, down and grows by steps, and the others make room', () => {
  const up = step(first, 3, 'up')
  assert.deepEqual([up.get(3)?.y, up.get(1)?.y, up.get(2)?.y], [0, 4, 4])
  const down = step(first, 1, 'down')
  assert.deepEqual([down.get(1)?.y, down.get(3)?.y], [8, 4])
  const wide = step(first, 1, 'wider')
  assert.deepEqual([wide.get(1)?.w, wide.get(2)?.y, wide.get(3)?.y], [13, 4, 8])
  assert.equal(step(first, 2, 'right').get(2)?.x, 12)
  assert.equal(step(first, 9, 'up').size, 0)
})

test('sections are stored one below the other', () => {
  const stored = gridsOf(board, step(first, 1, 'wider'))
  assert.deepEqual([stored[4]?.y, stored[5]], [12, { x: 0, y: 13, w: 6, h: 4 }])
})

test('value mappings become lines and come back, with what is not known of them', () => {
  const stored = [
    { type: 'value', options: { 1: { text: 'Up', color: 'green', index: 0, icon: 'x' } } },
    { type: 'range', options: { from: null, to: 5, result: { text: 'Few', index: 1 } } },
    { type: 'special', options: { match: 'nan', result: { text: '?', index: 2 } } },
  ]
  assert.deepEqual(unflatten(flatten(stored)), stored)
})

test('what is no JSON of a dashboard is told before anything is sent', () => {
  assert.deepEqual(readJson('{"title": "a"}'), { json: { title: 'a' } })
  for (const text of ['', '{', '[]', '"a"', `"${'a'.repeat(2 * 1024 * 1024)}"`]) assert.ok('problem' in readJson(text))
})
