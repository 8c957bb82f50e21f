import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hostDashboard } from '../host.fixture.ts'
import {
  addPanel,
  duplicatePanel,
  editPanel,
  findPanel,
  type JsonObject,
  movePanels,
  moveRow,
  newDashboard,
  newPanelJson,
  readDashboard,
  removePanel,
  sectionsOf,
  setProperties,
  setRowCollapsed,
  setVariables,
} from '../index.ts'

/** Titles by section, with the place of each panel within it. */
function outline(json: JsonObject): string[] {
  return sectionsOf(readDashboard(json).dashboard).map(({ row, panels, collapsed }) => {
    const inner = panels.map(({ title, grid }) => `${title}@${grid.x},${grid.y}`)
    return `${row ? row.title : '·'}${collapsed ? ' (closed)' : ''}: ${inner.join(' ')}`
  })
}
const host = ['Quick: CPU Busy@0,0 Load@3,0', 'Basic: Memory@0,0 Network@0,7', 'Disk (closed): Disk@0,0']

test('sections are rows with what is below them', () => {
  assert.deepEqual(outline(hostDashboard()), host)
})

test('the place decides, not the order in the list', () => {
  const json = hostDashboard()
  assert.deepEqual(outline({ ...json, panels: (json['panels'] as unknown[]).toReversed() }), host)
})

test('a changed panel keeps its id and all that nobody named', () => {
  const before = hostDashboard()
  const json = editPanel(before, 78, {
    title: 'RAM',
    id: 5,
    fieldConfig: { defaults: { unit: 'decbytes', links: null } },
  })
  assert.deepEqual(before, hostDashboard())
  const panel = findPanel(json, 78)
  assert.partialDeepStrictEqual(panel, {
    title: 'RAM',
    options: { legend: { width: 350 } },
    fieldConfig: { defaults: { unit: 'decbytes', mappings: [] } },
  })
  assert.doesNotMatch(JSON.stringify(panel?.['fieldConfig']), /"links"/)
  assert.equal(
    findPanel(
      editPanel(json, 33, (each) => ({ ...each, title: 'inner' })),
      33,
    )?.['title'],
    'inner',
  )
  assert.deepEqual(editPanel(before, 9999, { title: 'nobody' }), before)
})

test('panels are added below, copied into their row, and removed', () => {
  const added = addPanel(hostDashboard(), newPanelJson('stat', 'New'))
  assert.deepEqual(outline(added.json), [...host, '·: New@0,0'])
  assert.equal(findPanel(added.json, added.id)?.['title'], 'New')
  const again = addPanel(added.json, { ...newPanelJson('text', 'Other'), id: 78 })
  assert.notEqual(again.id, 78)
  const copied = duplicatePanel(hostDashboard(), 78)
  assert.deepEqual(outline(copied.json)[1], 'Basic: Memory@0,0 Network@0,7 Memory@0,14')
  assert.equal(
    duplicatePanel(hostDashboard(), 33).json['panels'] !== undefined &&
      outline(duplicatePanel(hostDashboard(), 33).json)[2],
    'Disk (closed): Disk@0,0 Disk@0,7',
  )
  assert.deepEqual(outline(removePanel(hostDashboard(), 20))[0], 'Quick: Load@3,0')
  assert.deepEqual(outline(removePanel(hostDashboard(), 263)).length, 2)
})

test('moving within a section moves what is below along', () => {
  const json = movePanels(hostDashboard(), { 20: { x: 12, y: 0, w: 12, h: 10 }, 19: { x: 0, y: 4, w: 6, h: 2 } })
  assert.deepEqual(outline(json), ['Quick: CPU Busy@12,0 Load@0,4', ...host.slice(1)])
  const rows = readDashboard(json).dashboard.panels.filter(({ kind }) => kind === 'row')
  assert.deepEqual(
    rows.map(({ grid }) => grid.y),
    [0, 11, 26],
  )
  assert.deepEqual(movePanels(json, {}), json)
})

test('rows close, open and move with what is in them', () => {
  const closed = setRowCollapsed(hostDashboard(), 261, true)
  assert.deepEqual(outline(closed), ['Quick (closed): CPU Busy@0,0 Load@3,0', ...host.slice(1)])
  assert.deepEqual(outline(setRowCollapsed(closed, 261, false)), host)
  assert.deepEqual(outline(setRowCollapsed(hostDashboard(), 265, false))[2], 'Disk: Disk@0,0')
  assert.deepEqual(outline(moveRow(hostDashboard(), 265, -1)), [host[0], host[2], host[1]])
  assert.deepEqual(outline(moveRow(hostDashboard(), 261, -1)), host)
  assert.deepEqual(outline(moveRow(hostDashboard(), 265, 1)), host)
})

test('a dashboard is begun, and its own settings are changed', () => {
  const json = setProperties(newDashboard('Mine'), { title: 'Ours', refresh: null, time: { from: 'now-1h' } })
  assert.partialDeepStrictEqual(json, { title: 'Ours', time: { from: 'now-1h', to: 'now' }, panels: [] })
  assert.equal('refresh' in json, false)
  const withVariables = setVariables({ ...json, templating: { list: [], other: 1 } }, [
    { name: 'a', type: 'custom', query: 'x' },
  ])
  assert.deepEqual(withVariables['templating'], { list: [{ name: 'a', type: 'custom', query: 'x' }], other: 1 })
  assert.deepEqual(readDashboard(json).problems, [])
})

test('a new panel of each kind is one that is read without a problem', () => {
  for (const kind of [
    'timeseries',
    'stat',
    'gauge',
    'bargauge',
    'table',
    'heatmap',
    'text',
    'state-timeline',
    'piechart',
    'row',
  ] as const) {
    const { dashboard, problems } = readDashboard(addPanel(newDashboard('x'), newPanelJson(kind, kind)).json)
    assert.deepEqual(problems, [])
    assert.equal(dashboard.panels[0]?.kind, kind)
  }
})

test('keys that would change every object change nothing', () => {
  const patch = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as JsonObject
  setProperties(newDashboard('x'), patch)
  editPanel(hostDashboard(), 78, patch)
  assert.equal(({} as JsonObject)['polluted'], undefined)
})

test('panels without an id of their own are changed like all others', () => {
  const json = {
    title: 'x',
    panels: [
      { type: 'text', title: 'a' },
      { id: 7, type: 'text', title: 'b' },
      { id: 7, type: 'text', title: 'c' },
      { id: 'x', type: 'row', collapsed: true, panels: [{ type: 'text', title: 'd' }] },
    ],
  }
  const { panels } = readDashboard(json).dashboard
  const all = panels.flatMap((panel) => (panel.kind === 'row' ? [panel, ...panel.panels] : [panel]))
  assert.equal(new Set(all.map(({ id }) => id)).size, 5)
  assert.equal(all.find(({ title }) => title === 'b')?.id, 7)
  for (const { id, title } of all) {
    assert.equal(findPanel(json, id)?.['title'] ?? '', title)
    assert.equal(findPanel(editPanel(json, id, { title: 'new' }), id)?.['title'], 'new')
  }
})

test('changes cut nothing off, and know old forms', () => {
  const panels = Array.from({ length: 3000 }, (_each, id) => ({ id: id + 1, type: 'text' }))
  assert.equal((addPanel({ title: 'x', panels }, { type: 'text' }).json['panels'] as unknown[]).length, 3001)
  assert.equal((movePanels({ title: 'x', panels }, {})['panels'] as unknown[]).length, 3000)
  const old = { title: 'x', rows: [{ panels: [{ id: 1, type: 'graph', span: 12 }] }] }
  assert.equal(findPanel(editPanel(old, 1, { title: 'now' }), 1)?.['type'], 'timeseries')
})
