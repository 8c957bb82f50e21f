import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { FileError } from '../positions.ts'
import { readFile } from '../read-file.ts'
import { addFiles } from './add-files.ts'

/** The files of a configuration in a directory of their own. */
function open(t: TestContext, files: Record<string, string>) {
  const directory = mkdtempSync(join(tmpdir(), 'watchword-files-'))
  t.after(() => rmSync(directory, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(directory, path, '..'), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
  const read = async (text: string) => addFiles(readFile(`name: shop\n${text}`, {}), directory)
  const refused = async (text: string, message: RegExp) => {
    await assert.rejects(read(text), (error) => {
      assert.ok(error instanceof FileError, String(error))
      assert.match(error.message, message)
      return true
    })
  }
  return { directory, read, refused }
}

const rules = `groups:
- name: checkout
  interval: 30s
  rules:
  - alert: HighErrorRate
    expr: |
      rate(errors_total[5m]) > 1
    for: 5m
    annotations: { summary: '{{ $value }} of \${USER}' }
  - { record: 'job:up:sum', expr: sum by (job) (up) }
- name: nodes
  rules: [{ alert: Down, expr: up == 0 }]
`
const allRules = "ruleFiles:\n  - { project: Shop, file: 'rules/*.yml' }\n"
const allDashboards = "dashboards:\n  - { file: '*.json', folder: Shop }\n"
const dashboard = (title: string, more: object = {}) => JSON.stringify({ title, panels: [], ...more })

test('rule files become groups of their project, as the app would import them, and no variable is looked for in them', async (t) => {
  const { read } = open(t, { 'rules/a.yml': rules })
  const { entries } = await read(allRules)
  assert.deepEqual(
    entries.map(({ key, item }) => [key, item]),
    [
      [
        'Shop/checkout',
        {
          ...{ project: 'Shop', name: 'checkout', intervalMs: 30_000, limit: 0, queryOffsetMs: 0, labels: {} },
          rules: [
            {
              ...{ name: 'HighErrorRate', expr: 'rate(errors_total[5m]) > 1', forMs: 300_000 },
              annotations: { summary: '{{ $value }} of ${USER}' },
            },
            { kind: 'recording', name: 'job:up:sum', expr: 'sum by (job) (up)' },
          ],
        },
      ],
      [
        'Shop/nodes',
        {
          ...{ project: 'Shop', name: 'nodes', intervalMs: 60_000, limit: 0, queryOffsetMs: 0, labels: {} },
          rules: [{ name: 'Down', expr: 'up == 0' }],
        },
      ],
    ],
  )
})

test('what a rule file cannot say is taken from the rule that is there', async (t) => {
  const { read } = open(t, { 'rules/a.yml': rules })
  const { entries } = await read(allRules)
  const kept = { severity: 'low', onNoData: 'alert' }
  const there = { kind: 'alerting', name: 'HighErrorRate', expr: 'old', forMs: 0, keepFiringForMs: 0, ...kept }
  const item = entries[0]?.complete?.({ name: 'checkout', rules: [there] })
  assert.partialDeepStrictEqual(item, { rules: [{ name: 'HighErrorRate', forMs: 300_000, ...kept }, {}] })
})

test('a mistake in a rule file is told with the file, the line and the column; one of the configuration itself with its place there', async (t) => {
  const { refused } = open(t, {
    'rules/a.yml': rules.replace('for: 5m', 'fro: 5m').replace('up == 0', 'up =='),
    'fast.yml': rules.replace('30s', '1s'),
    'b.yml': rules,
  })
  await refused(
    allRules,
    /^rules\/a\.yml: line 8, column 5: a rule has no field "fro"\nrules\/a\.yml: line 12, column 32: could not parse/,
  )
  await refused(
    'ruleFiles:\n  - { project: Shop, file: fast.yml }\n',
    /^fast\.yml: line 2, column 9: group checkout: interval: from 5s to 1d$/,
  )
  const own = (rule: string) =>
    `alertRules:\n  - project: Shop\n    name: nodes\n    rules:\n      - { name: Down, ${rule} }\n`
  await refused(own("expr: 'up =='"), /^line 6, column 29: rules\.0\.expr: 1:6: parse error/)
  await refused(own("expr: up, labels: { a: '{{' }"), /^line 6, column 46: rules\.0\.labels\.a: line 1 of the template/)
  await refused(
    `${own('expr: up')}ruleFiles:\n  - { project: Shop, file: b.yml }\n`,
    /^b\.yml: line 11, column 9: the alert rule group Shop\/nodes stands twice, also at line 3, column 5$/,
  )
})

test('a dashboard is taken as it stands in its file; one that was exported gets its placeholders filled in', async (t) => {
  const odd = { 'x-own': { b: 1, a: [null] }, templating: { list: [] }, text: '${USER}' }
  const placeholders = dashboard('Nodes', {
    __inputs: [
      { name: 'DS_PROM', type: 'datasource', pluginId: 'prometheus' },
      { name: 'VAR_SHOP', type: 'constant', value: 'north' },
    ],
    note: '${VAR_SHOP} of ${DS_PROM}',
  })
  const { read, refused } = open(t, { 'a.json': dashboard('Orders', odd), 'b.json': placeholders })
  const { entries } = await read(allDashboards)
  assert.deepEqual(
    entries.map(({ key, item }) => [key, item]),
    [
      ['Orders', { title: 'Orders', folder: 'Shop', dashboard: { title: 'Orders', panels: [], ...odd } }],
      [
        'Nodes',
        { title: 'Nodes', folder: 'Shop', dashboard: { title: 'Nodes', panels: [], note: 'north of watchword' } },
      ],
    ],
  )
  // Where the API kept it with its placeholders, that is how it came, and nothing changes.
  const kept: unknown = JSON.parse(placeholders)
  assert.deepEqual(entries[1]?.complete?.({ dashboard: kept }), { ...entries[1]?.item, dashboard: kept })
  assert.deepEqual(entries[1]?.complete?.({ dashboard: { title: 'Nodes' } }), entries[1]?.item)
  const south = await read('dashboards:\n  - { file: b.json, inputs: { VAR_SHOP: south } }\n')
  assert.partialDeepStrictEqual(south.entries[0]?.item, { dashboard: { note: 'south of watchword' } })
  await refused(
    'dashboards:\n  - { file: b.json, inputs: { SHOP: south } }\n',
    /^line 3, column 37: b\.json: SHOP is no input of it$/,
  )
})

test('a resource of Grafana and an answer of its API are taken in the classic form', async (t) => {
  const { read } = open(t, {
    'a.json': JSON.stringify({ dashboard: { title: 'Answer', panels: [], odd: 1 }, meta: { slug: 'answer' } }),
    'b.json': JSON.stringify({ kind: 'Dashboard', metadata: { name: 'own' }, spec: { title: 'Resource', panels: [] } }),
  })
  assert.deepEqual(
    (await read(allDashboards)).entries.map(({ item }) => item['dashboard']),
    [
      { title: 'Answer', panels: [], odd: 1 },
      { title: 'Resource', panels: [], uid: 'own' },
    ],
  )
})

test('what is no dashboard, or one that cannot be kept, is refused with its file', async (t) => {
  const { directory, refused } = open(t, {})
  for (const [text, message] of [
    ['{"title": "a" "b": 1}', /^a\.json: line 1, column 15: Expected ',' or '}' after property value$/],
    ['{"title": ', /^a\.json: line 1, column 1: Unexpected end of JSON input$/],
    ['[]', /^a\.json: line 1, column 1: a dashboard is an object of JSON$/],
    ['{"a": 1}', /^a\.json: .*neither a title nor panels$/],
    [dashboard('A', { text: 'a\u0000b' }), /^a\.json: it has characters that cannot be stored/],
    [`{"title": "A", "a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /^a\.json: .*(nested too deeply|60 levels)$/],
    [dashboard('A', { text: 'a'.repeat(2 * 1024 * 1024) }), /^a\.json: .*(larger than|at most)/],
    [' '.repeat(8 * 1024 * 1024 + 1), /^line 3, column 13: \*\.json: a\.json is larger than 8 MiB$/],
  ] as const) {
    writeFileSync(join(directory, 'a.json'), text)
    await refused(allDashboards, message)
  }
})

test('two dashboards of one title are refused with both files', async (t) => {
  const { refused } = open(t, { 'a.json': dashboard('Orders'), 'b.json': dashboard('Orders') })
  await refused(allDashboards, /^b\.json: the dashboard Orders stands twice, also at a\.json$/)
})

test('only files beside the configuration or below are read, and a pattern without any is a mistake', async (t) => {
  const { directory, refused } = open(t, { 'a.json': dashboard('Orders') })
  const named = (file: string) => `dashboards:\n  - { file: '${file}' }\n`
  await refused(named('../a.json'), /^line 3, column 13: \.\.\/a\.json: a file lies beside/)
  await refused(named('/etc/hosts'), /^line 3, column 13: \/etc\/hosts: a file lies beside/)
  await refused(named('b.json'), /^line 3, column 13: b\.json: there is no such file$/)
  await refused(named('dashboards/*.json'), /there is no such file$/)
  symlinkSync('/etc/hosts', join(directory, 'link.json'))
  await refused(named('*.json'), /link\.json leads out of the directory$/)
})
