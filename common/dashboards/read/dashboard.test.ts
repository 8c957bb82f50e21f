import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hostDashboard } from '../host.fixture.ts'
import {
  importDashboard,
  type JsonObject,
  maxDashboardBytes,
  readDashboard,
  resolveField,
  safeUrl,
  setMark,
  writeDashboard,
} from '../index.ts'

const read = (json: unknown) => readDashboard(json)

test('a dashboard as the community exports it is read without a problem', () => {
  const { dashboard, problems } = read(hostDashboard())
  assert.deepEqual(problems, [])
  assert.partialDeepStrictEqual(dashboard, {
    title: 'Host',
    tags: ['linux'],
    time: { from: 'now-24h', to: 'now' },
    refresh: '1m',
    graphTooltip: 1,
    inputs: [{ name: 'DS_PROMETHEUS', kind: 'datasource' }],
  })
  assert.deepEqual(
    dashboard.panels.map(({ kind }) => kind),
    ['row', 'gauge', 'gauge', 'row', 'timeseries', 'timeseries', 'row'],
  )
  assert.deepEqual(
    dashboard.variables.map(({ name, kind, query }) => [name, kind, query]),
    [
      ['datasource', 'datasource', 'prometheus'],
      ['node', 'query', 'label_values(node_uname_info{job="$job"}, instance)'],
      ['job', 'query', 'label_values(node_uname_info, job)'],
      ['diskdevices', 'custom', '[a-z]+|nvme[0-9]+n[0-9]+'],
    ],
  )
})

test('what is not said has a value, and what is said is kept', () => {
  const { dashboard } = read(hostDashboard())
  const [, gauge] = dashboard.panels
  assert.partialDeepStrictEqual(gauge, {
    id: 20,
    maxDataPoints: 100,
    grid: { x: 0, y: 1, w: 3, h: 4 },
    field: {
      unit: 'percent',
      decimals: 1,
      thresholds: { steps: [{ value: -Infinity }, { value: 85 }, { value: 95 }] },
    },
    targets: [{ refId: 'A', instant: true, range: false, format: 'time_series', hide: false }],
    options: { showThresholdMarkers: true, reduce: { calcs: ['lastNotNull'] } },
  })
  const closed = dashboard.panels.at(-1)
  assert.ok(closed?.kind === 'row')
  assert.equal(closed.collapsed, true)
  assert.equal(closed.panels[0]?.title, 'Disk')
})

test('later overrides win; a stacking group of false takes a series out of the stack', () => {
  const { dashboard } = read(hostDashboard())
  const memory = dashboard.panels.find(({ title }) => title === 'Memory')
  assert.ok(memory)
  const field = (name: string) => resolveField(memory, { name, refId: 'A', labels: {} })
  assert.equal(field('Free').color.fixedColor, '#7EB26D')
  assert.deepEqual(field('Free').custom.stacking, { mode: 'normal', group: 'A' })
  assert.partialDeepStrictEqual(field('Total').custom, { fillOpacity: 0, stacking: { mode: 'none' }, lineWidth: 1 })
  assert.equal(field('Total').custom.hideFrom.viz, false)
  assert.equal(field('Other').custom.hideFrom.viz, true)
})

test('import, export and import again give the same dashboard, and unknown keys stay', () => {
  const first = importDashboard(hostDashboard())
  const exported: unknown = JSON.parse(JSON.stringify(writeDashboard(first.json)))
  const second = importDashboard(exported)
  assert.deepEqual(second.dashboard, first.dashboard)
  assert.deepEqual(second.json, first.json)
  const { __inputs: _asked, ...original } = hostDashboard()
  assert.deepEqual(exported, original)
})

test('a panel of an unknown kind says so and breaks nothing', () => {
  const { dashboard, problems } = read({
    title: 'x',
    panels: [{ id: 1, type: 'geomap', title: 'Map' }, { id: 1, type: 'stat' }, 7],
  })
  assert.deepEqual(
    dashboard.panels.map(({ kind, id }) => [kind, id]),
    [
      ['unsupported', 1],
      ['stat', 2],
    ],
  )
  assert.deepEqual(
    problems.map(({ at }) => at),
    ['panels[0]', 'panels[2]'],
  )
})

test('what is no dashboard, too large or too deep is refused', () => {
  const fatal = (json: unknown) => read(json).problems.some((problem) => problem.fatal)
  for (const json of [null, 7, 'x', [], {}]) assert.equal(fatal(json), true)
  assert.equal(fatal({ title: 'x' }), false)
  const filled = (bytes: number) => ({ title: 'xy', fill: 'é'.repeat((bytes - 24) / 2) })
  assert.equal(fatal(filled(maxDashboardBytes)), false)
  assert.equal(fatal(filled(maxDashboardBytes + 2)), true)
  let deep: unknown = {}
  for (let level = 0; level < 100; level++) deep = { deep }
  assert.equal(fatal({ title: 'x', deep }), true)
})

test('more panels than the bound are left out, and told', () => {
  const panels = (count: number) => Array.from({ length: count }, (_each, id) => ({ id: id + 1, type: 'text' }))
  assert.deepEqual(read({ title: 'x', panels: panels(1000) }).problems, [])
  const over = read({ title: 'x', panels: panels(1001) })
  assert.equal(over.dashboard.panels.length, 1000)
  assert.match(over.problems[0]?.text ?? '', /more than 1000 panels/)
})

test('links that could run something are refused', () => {
  for (const url of [
    'javascript:alert(1)',
    ' java\nscript:alert(1)',
    '\u0001javascript:x',
    'JaVaScRiPt:x',
    'data:text/html,x',
    'vbscript:x',
    '//evil.example',
    '/\\evil.example',
    'blob:x',
    '',
    '\u00a0javascript:x',
  ])
    assert.equal(safeUrl(url), undefined, JSON.stringify(url))
  for (const url of [
    'https://example.com/a?b=c:d',
    'HTTP://example.com',
    'mailto:a@example.com',
    '/d/abc?var-a=b:c',
    'd/abc',
    '#x',
    '${link}',
  ])
    assert.equal(safeUrl(url), url)
  const { dashboard, problems } = read({ title: 'x', links: [{ title: 'a', url: 'javascript:alert(1)' }], panels: [] })
  assert.equal(dashboard.links[0]?.url, '')
  assert.equal(problems.length, 1)
})

test('a query of another source says why it is not asked', () => {
  const { dashboard, problems } = read({
    title: 'x',
    panels: [
      { id: 1, type: 'stat', targets: [{ refId: 'A', datasource: { type: 'loki', uid: 'x' }, expr: '{a="b"}' }] },
    ],
  })
  assert.match(dashboard.panels[0]?.targets[0]?.unsupported ?? '', /loki/)
  assert.equal(problems.length, 1)
})

test('whatever it gets, reading never throws', () => {
  const keys = fc.constantFrom(
    'title',
    'panels',
    'type',
    'id',
    'targets',
    'fieldConfig',
    'defaults',
    'overrides',
    'options',
    'templating',
    'list',
    'name',
    'rows',
    'spec',
    'elements',
    'layout',
    'kind',
    'gridPos',
    'mappings',
    'steps',
    '__proto__',
    'custom',
    'x',
  )
  const leaf = fc.oneof(
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('row', 'graph', 'stat', 'singlestat', 'table-old', 'query', 'GridLayout'),
  )
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6, depthSize: 'large' },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(keys, tie('tree'), { maxKeys: 8 }),
    ),
  }))
  fc.assert(
    fc.property(fc.dictionary(keys, tree), (json) => {
      const { dashboard } = read(json)
      assert.equal(typeof dashboard.title, 'string')
      importDashboard(json)
    }),
    { numRuns: 200 },
  )
})

test('what the installation marks by itself is on unless the dashboard says otherwise, and that travels with its JSON', () => {
  const of = (json: JsonObject) => readDashboard(json).dashboard.marks
  const all = { incident: true, deploy: true, maintenance: true, alert: true }
  assert.deepEqual(of({ title: 'x' }), all)
  assert.deepEqual(of({ title: 'x', watchword: { marks: ['incident'] } }), all)
  const off = setMark({ title: 'x', watchword: { other: 1 } }, 'deploy', false)
  assert.deepEqual(of(off), { ...all, deploy: false })
  assert.deepEqual(off['watchword'], { other: 1, marks: { deploy: false } })
  assert.deepEqual(setMark(off, 'deploy', true), { title: 'x', watchword: { other: 1 } })
  assert.deepEqual(setMark(setMark({ title: 'x' }, 'alert', false), 'alert', true), { title: 'x' })
})

test('an annotation query that is still empty is one; what asks something else is told and left alone', () => {
  const list = [
    { name: 'New', expr: '' },
    { name: 'Newer', target: { expr: 'up' } },
    { name: 'Loki', target: { query: 'x' } },
  ]
  const { dashboard, problems } = readDashboard({ title: 'x', annotations: { list } })
  assert.deepEqual(
    dashboard.annotations.map(({ kind, expr }) => [kind, expr]),
    [
      ['query', ''],
      ['query', 'up'],
      ['unsupported', ''],
    ],
  )
  assert.deepEqual(
    problems.map(({ at }) => at),
    ['annotations.list[2]'],
  )
})
