/** Alert rules and dashboards beside a configuration, by the command that people run. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { listAll, setUp } from '../bench/api.ts'
import { openHouse } from './house.ts'
import { runWatchword } from './watchword-command.ts'

const configuration = `
name: shop
projects:
  - name: Shop
alertRules:
  - project: Shop
    name: checkout
    intervalMs: 30000
    rules:
      - name: HighErrorRate
        expr: |
          sum(rate(errors_total[5m]))
            / sum(rate(requests_total[5m])) > 0.05
        forMs: 300000
        severity: critical
ruleFiles:
  - { project: Shop, file: 'rules/*.yml' }
dashboards:
  - { file: 'dashboards/*.json', folder: Shop }
`
const rules = `groups:
  - name: nodes
    rules:
      - { alert: Down, expr: up == 0, for: 5m }
      - { record: 'job:up:sum', expr: sum by (job) (up) }
`
const panel = { id: 1, type: 'timeseries', title: 'Orders', targets: [{ refId: 'A', expr: 'sum(orders{job="$job"})' }] }
/** With a key that nobody knows, and what looks like a variable of the environment. */
const dashboard = { title: 'Orders', 'x-own': { note: '${NOBODY}' }, schemaVersion: 41, panels: [panel] }

type Listed = { id: string; title: string; version: number }
type Group = { id: string; name: string; rules: { id: string; name: string; forMs: number }[] }

test('alert rules and dashboards are kept in files: planned, applied once, changed by part, written down, and pruned', async (t) => {
  const house = await openHouse()
  const directory = mkdtempSync(join(tmpdir(), 'watchword-apply-'))
  t.after(async () => {
    await house.close()
    rmSync(directory, { recursive: true })
  })
  const { api, apiKey, projectId } = await setUp(house.url)
  const env = { WATCHWORD_URL: house.url, WATCHWORD_API_KEY: apiKey }
  const write = (path: string, text: string) => {
    mkdirSync(join(directory, path, '..'), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
  const apply = (...args: string[]) => runWatchword(['apply', '-f', join(directory, 'watchword.yaml'), ...args], env)
  const group = { projectId, name: 'By hand', rules: [{ name: 'Hand', expr: 'up == 0' }] }
  await api.post('/alert-rule-groups', group)
  write('watchword.yaml', configuration)
  write('rules/nodes.yml', rules)
  write('dashboards/orders.json', JSON.stringify(dashboard))

  const made = [
    '+ project Shop',
    '+ alert rule group Shop/checkout',
    '+ alert rule group Shop/nodes',
    '+ dashboard Orders',
  ]
  assert.deepEqual(await apply(), { code: 0, lines: made, errors: '' })
  assert.deepEqual(await apply('--force'), {
    code: 0,
    lines: ['~ project Shop', '    name: "Shop" → "Shop"'],
    errors: '',
  })
  const nodes = async () => (await listAll<Group>(api, '/alert-rules')).find(({ name }) => name === 'nodes')
  const before = await nodes()
  const [listed] = (await api.get<{ items: Listed[] }>('/dashboards?query=Orders')).items
  assert.equal(listed?.version, 1)
  const path = `/dashboards/${listed.id}`
  assert.deepEqual((await api.get<{ dashboard: object }>(path)).dashboard, dashboard)

  // Somebody saves in the app, and the files go on.
  await saveInTheApp(house.url, path, { version: 1, dashboard: { ...dashboard, refresh: '5s' } })
  write('watchword.yaml', configuration.replace('> 0.05', '> 0.1'))
  write('rules/nodes.yml', `${rules.replace('5m', '6m')}      - { alert: Few, expr: job:up:sum < 2 }\n`)
  const changes = [
    '~ alert rule group Shop/checkout',
    '    rules.HighErrorRate.expr: 2 lines → 2 lines; line 2: "  / sum(rate(requests_total[5m])) > 0.05" → "  / sum(rate(requests_total[5m])) > 0.1"',
    '~ alert rule group Shop/nodes',
    '    rules: + "Few"',
    '    rules.Down.forMs: 300000 → 360000',
    '~ dashboard Orders',
    '    dashboard.refresh: "5s" → nothing',
  ]
  const { lines } = await apply()
  assert.deepEqual(lines.slice(0, -1), changes)
  assert.match(
    lines.at(-1) ?? '',
    /^ {4}saved in the app by Bench on .* UTC: that is version 2, and stays among the versions$/,
  )
  const after = await nodes()
  assert.deepEqual(
    after?.rules.map(({ id, name, forMs }) => [id, name, forMs]),
    [
      [before?.rules[0]?.id, 'Down', 360_000],
      [before?.rules[1]?.id, 'job:up:sum', 0],
      [after?.rules[2]?.id, 'Few', 0],
    ],
    'rules that stay are the same, with all that they are in',
  )
  assert.deepEqual(
    (await api.get<{ items: Listed[] }>(`${path}/versions`)).items.map(({ version }) => version),
    [3, 2, 1],
  )

  const written = join(directory, 'written')
  assert.deepEqual((await runWatchword(['export-config', '--name', 'shop', '--to', written], env)).lines, [
    join(written, 'watchword.yaml'),
    join(written, 'rules/my-first-project.yml'),
    join(written, 'rules/shop.yml'),
    join(written, 'dashboards/orders.json'),
  ])
  const again = await runWatchword(['apply', '-f', join(written, 'watchword.yaml'), '--plan'], env)
  assert.deepEqual(again, { code: 0, lines: ['shop: nothing to change'], errors: '' })

  write('watchword.yaml', 'name: shop\n')
  assert.deepEqual((await apply('--prune')).lines.toSorted(), [
    ...made.slice(1).map((line) => `-${line.slice(1)}`),
    '? project Shop: no longer in the file; delete it in the app, its data goes with it',
  ])
  assert.deepEqual(
    (await listAll<Group>(api, '/alert-rules')).map(({ name }) => name),
    ['By hand'],
  )
  const left = (await api.get<{ items: Listed[] }>('/dashboards')).items
  assert.ok(left.every(({ id }) => id.startsWith('curated:')))
})

/** As the person who set the installation up. */
async function saveInTheApp(url: string, path: string, body: object): Promise<void> {
  const credentials = { email: 'bench@example.com', password: 'a password for one run' }
  const session = await fetch(`${url}/api/v1/session`, { method: 'POST', body: JSON.stringify(credentials) })
  const cookie = session.headers
    .getSetCookie()
    .map((each) => each.split(';', 1)[0])
    .join('; ')
  const headers = { cookie, 'watchword-workspace': 'bench' }
  const saved = await fetch(`${url}/api/v1${path}`, { method: 'PUT', headers, body: JSON.stringify(body) })
  assert.equal(saved.status, 200, await saved.text())
}
