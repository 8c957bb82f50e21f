import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expandRepeats, type JsonObject, maxRepeats, readDashboard, sectionsOf, type VariableValues } from './index.ts'

function expanded(
  panels: JsonObject[],
  values: VariableValues,
): { title: string; at: string; host: string | undefined }[] {
  const { panels: copies } = expandRepeats(readDashboard({ title: 'x', panels }).dashboard, values)
  const inside = copies.flatMap((panel) => (panel.kind === 'row' ? [panel, ...panel.panels] : [panel]))
  assert.equal(new Set(inside.map(({ key }) => key)).size, inside.length)
  return inside.map(({ title, grid: { x, y, w, h }, scope }) => ({
    title,
    at: `${x},${y} ${w}x${h}`,
    host: scope?.['host']?.values.join(),
  }))
}
const hosts = (...values: string[]): VariableValues => ({
  host: { values, texts: values.map((value) => value.toUpperCase()), multi: true, literal: true },
})
const panel = (title: string, y: number, more: JsonObject = {}): JsonObject => ({
  id: y + 1,
  type: 'stat',
  title,
  gridPos: { x: 0, y, w: 12, h: 4 },
  ...more,
})

test('copies beside each other; what is below moves down', () => {
  assert.deepEqual(expanded([panel('a', 0, { repeat: 'host', maxPerRow: 2 }), panel('b', 4)], hosts('x', 'y', 'z')), [
    { title: 'a', at: '0,0 12x4', host: 'x' },
    { title: 'a', at: '12,0 12x4', host: 'y' },
    { title: 'a', at: '0,4 12x4', host: 'z' },
    { title: 'b', at: '0,8 12x4', host: undefined },
  ])
})

test('copies below each other', () => {
  assert.deepEqual(
    expanded([panel('a', 0, { repeat: 'host', repeatDirection: 'v' })], hosts('x', 'y')).map(({ at }) => at),
    ['0,0 12x4', '0,4 12x4'],
  )
})

test('rows repeat with all that is in them, and a panel in one has its one value', () => {
  const row = {
    id: 99,
    type: 'row',
    title: 'Row',
    repeat: 'host',
    collapsed: false,
    gridPos: { x: 0, y: 0, w: 24, h: 1 },
    panels: [],
  }
  assert.deepEqual(expanded([row, panel('a', 1, { repeat: 'host' })], hosts('x', 'y')), [
    { title: 'Row', at: '0,0 24x1', host: 'x' },
    { title: 'a', at: '0,1 12x4', host: 'x' },
    { title: 'Row', at: '0,5 24x1', host: 'y' },
    { title: 'a', at: '0,6 12x4', host: 'y' },
  ])
  const closed = { ...row, collapsed: true, panels: [panel('a', 1)] }
  assert.deepEqual(
    expanded([closed, panel('b', 2)], hosts('x', 'y')).map(({ title, host }) => [title, host]),
    [
      ['Row', 'x'],
      ['a', 'x'],
      ['Row', 'y'],
      ['a', 'y'],
      ['b', undefined],
    ],
  )
})

test('a copy of a value stands for that value only', () => {
  const { panels } = expandRepeats(
    readDashboard({ title: 'x', panels: [panel('a', 0, { repeat: 'host' })] }).dashboard,
    { host: { values: ['x'], texts: ['X'], multi: true, all: true, allValue: '.*' } },
  )
  assert.deepEqual(panels[0]?.scope, { host: { values: ['x'], texts: ['X'], multi: true } })
})

test('no values, no variable: the panel as it is; very many values: no more than the bound', () => {
  assert.equal(expanded([panel('a', 0, { repeat: 'host' })], hosts()).length, 1)
  assert.equal(expanded([panel('a', 0, { repeat: 'nobody' })], hosts('x')).length, 1)
  const many = hosts(...Array.from({ length: 2000 }, (_each, index) => `h${index}`))
  assert.equal(expanded([panel('a', 0, { repeat: 'host' })], many).length, maxRepeats)
})

test('what was expanded has the same sections', () => {
  const dashboard = expandRepeats(
    readDashboard({ title: 'x', panels: [panel('a', 0, { repeat: 'host' }), panel('b', 4)] }).dashboard,
    hosts('x', 'y'),
  )
  assert.equal(sectionsOf(dashboard).length, 1)
})
