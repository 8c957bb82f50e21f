import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Found } from './installation.ts'
import { kindOf, type Item, type KindName } from './kinds/index.ts'
import { createNames } from './names.ts'
import { bodyOf, linesOf, planAll, type Step } from './plan.ts'
import { readFile } from './read-file.ts'
import { refuseCycles } from './refuse-cycles.ts'

type There = { kind: KindName; key: string; scope?: string; id?: string; item: Item }
type Circumstances = {
  there?: There[]
  ours?: string[]
  prune?: boolean
  force?: boolean
  ambiguous?: string[]
  environment?: Record<string, string>
}

function foundOf({ kind, key, scope = '', id = `id of ${key}`, item }: There): Found {
  const known = kindOf.get(kind)
  assert.ok(known)
  return { kind: known, key, scope, id, parentId: '', item, actual: item }
}

function planned(
  text: string,
  { there = [], ours = [], ambiguous = [], environment = {}, ...options }: Circumstances = {},
) {
  const file = readFile(`name: shop\n${text}`, environment)
  const found = there.map(foundOf)
  const names = createNames(new Set(file.entries.map(({ kind, key }) => `${kind.name} ${key}`)))
  for (const { kind, key, id } of found) names.add(kind.name, key, id)
  const steps = planAll({
    ...{ entries: file.entries, found, ambiguous: new Set(ambiguous), ours: new Set(ours), names, at: file.at },
    ...{ prune: options.prune ?? false, force: options.force ?? false },
  })
  return {
    file,
    found,
    steps,
    lines: steps.flatMap((step) => (step.act === 'keep' ? [] : linesOf(step, file.secrets))),
  }
}

const acts = (steps: readonly Step[]) => steps.map(({ act }) => act)
const channel = (fields: string) => `channels:\n  - { name: On call, type: email, ${fields} }\n`
const address = 'oncall@example.com'
const onCall: There = {
  kind: 'channel',
  key: 'On call',
  item: { name: 'On call', type: 'email', address, events: ['incident.opened', 'incident.resolved'], enabled: true },
}
const spec = { type: 'http', url: 'https://a.example', maxRedirects: 0, statuses: [{ from: 200, to: 204 }] }
const front: There = {
  ...{ kind: 'monitor', key: 'Shop/Front' },
  item: { project: 'Shop', name: 'Front', labels: ['a', 'b'], intervalSeconds: 60, spec },
}
const shop: There = { kind: 'project', key: 'Shop', item: { name: 'Shop', allowedOrigins: [], eventsPerMinute: null } }
const monitor = (fields: string) => `monitors:\n  - { project: Shop, name: Front, ${fields} }\n`

test('what is not there is made, what differs is changed and shown by field, what is as wanted is left alone', () => {
  assert.deepEqual(planned(channel(`address: ${address}`)).lines, ['+ channel On call'])
  assert.deepEqual(acts(planned(channel(`address: ${address}`), { there: [onCall] }).steps), ['keep'])
  const { lines, steps } = planned(channel('address: night@example.com, enabled: false'), { there: [onCall] })
  assert.deepEqual(lines, [
    '~ channel On call',
    `    address: "${address}" → "night@example.com"`,
    '    enabled: true → false',
  ])
  assert.deepEqual(steps[0]?.act === 'update' && steps[0].item, { address: 'night@example.com', enabled: false })
})

test('lists in which the order says nothing are the same in any order, and show what comes and what goes', () => {
  const there = [shop, front]
  const labels = (list: string) =>
    planned(monitor(`labels: ${list}, spec: { type: http, url: 'https://a.example' }`), { there })
  assert.deepEqual(acts(labels('[b, a]').steps), ['keep'])
  assert.deepEqual(labels('[b, c]').lines, ['~ monitor Shop/Front', '    labels: + "c", - "a"'])
})

test('only what the file names counts, at every depth; in lists everything does', () => {
  const there = [shop, front]
  const of = (fields: string) => planned(monitor(`spec: { type: http, ${fields} }`), { there }).lines.slice(1)
  assert.deepEqual(of('url: https://a.example'), [])
  assert.deepEqual(of('url: https://b.example'), ['    spec.url: "https://a.example" → "https://b.example"'])
  assert.deepEqual(of('url: https://a.example, statuses: [{ from: 200, to: 204 }]'), [])
  assert.equal(of('url: https://a.example, statuses: [{ from: 200, to: 299 }]').length, 1)
})

test('a secret that is stored counts as wanted, one from the environment is not shown, nor what it replaces', () => {
  const hidden = { ...front, item: { ...front.item, spec: { ...spec, auth: { kind: 'bearer', token: '********' } } } }
  const text = monitor('spec: { type: http, url: "${URL}", auth: { kind: bearer, token: "${TOKEN}" } }')
  const plan = (URL: string) => planned(text, { there: [shop, hidden], environment: { URL, TOKEN: 't0psecret' } }).lines
  assert.deepEqual(plan('https://a.example'), [])
  assert.deepEqual(plan('https://user:pw@b.example'), ['~ monitor Shop/Front', '    spec.url: (from the environment)'])
})

test('a password that cannot be compared goes along with what changes, or when it is forced', () => {
  const page = `pages:\n  - { slug: acme, name: Acme, access: { kind: password, password: horse-battery, announced: `
  const there: There[] = [
    { kind: 'statusPage', key: 'acme', item: { slug: 'acme', name: 'Acme' } },
    { kind: 'pageAccess', key: 'acme', scope: 'acme', item: { kind: 'password', announced: false } },
  ]
  assert.deepEqual(acts(planned(`${page}false } }\n`, { there }).steps), ['keep', 'keep'])
  const { steps, lines } = planned(`${page}true } }\n`, { there })
  assert.deepEqual(lines, ['~ access to page acme', '    announced: false → true'])
  assert.equal(steps[1]?.act === 'set' && steps[1].item['password'], 'horse-battery')
  const forced = planned(`${page}false } }\n`, { there, force: true }).lines
  assert.ok(forced.includes('    password: (not shown)'))
  assert.ok(!forced.join('\n').includes('horse-battery'))
})

test('only what came from this file before is deleted, only when asked, and a project never', () => {
  const theirs: There = { ...onCall, key: 'Theirs', item: { ...onCall.item, name: 'Theirs' } }
  const there = [shop, onCall, theirs]
  const ours = ['channel id of On call', 'project id of Shop']
  assert.deepEqual(planned('', { there, ours }).lines, [
    '? project Shop: no longer in the file; delete it in the app, its data goes with it',
    '? channel On call: no longer in the file; --prune deletes it',
  ])
  assert.deepEqual(acts(planned('', { there, ours, prune: true }).steps), ['leave', 'delete'])
})

test('a change of what cannot change, and a name that two have, are refused where they stand', () => {
  const webhook = 'channels:\n  - name: On call\n    type: webhook\n    url: https://a.example\n'
  assert.throws(
    () => planned(webhook, { there: [onCall] }),
    /^Error: line 3, column 5: channel On call: its type cannot change/,
  )
  const twice = { there: [onCall], ambiguous: ['channel On call'] }
  assert.throws(
    () => planned(channel(`address: ${address}`), twice),
    /line 3, column 5: there are two of the name On call/,
  )
})

test('a name that is neither in the file nor in the workspace is found before anything is done', () => {
  const page = (component: string) =>
    `pages:\n  - slug: acme\n    name: Acme\n    components:\n      - name: Shop\n${component}`
  assert.equal(planned(page('        needs: [DB]\n      - name: DB\n')).lines.length, 5)
  for (const [text, message] of [
    [page('        needs: [DB]\n'), /line 7, column 16: the component acme\/DB is neither/],
    [page('        group: Europe\n'), /line 7, column 16: the group acme\/Europe is neither/],
    [page('        follows: { monitors: [Shop/Front] }\n'), /line 7, column 30: the monitor Shop\/Front is neither/],
    [monitor('spec: { type: http, url: https://a.example }'), /line 3, column 16: the project Shop is neither/],
    ['severityRules:\n  - { severity: low, project: Shop }\n', /line 3, column 3: the project Shop is neither/],
  ] as const) {
    assert.throws(() => planned(text), message)
  }
  const places = monitor('places: [here, Office], spec: { type: http, url: https://a.example }')
  assert.throws(() => planned(places, { there: [shop] }), /the probe Office is neither .*make it in the app/)
})

const group: There = {
  ...{ kind: 'alertRuleGroup', key: 'Shop/nodes' },
  item: {
    ...{ project: 'Shop', name: 'nodes', intervalMs: 60_000, limit: 0, queryOffsetMs: 0, labels: { team: 'shop' } },
    rules: [{ name: 'Down', expr: 'up == 0' }],
  },
}

test('rules are changed with all of their group, told by name, and not sent again when nothing of them changed', () => {
  const rules = (expr: string) =>
    `alertRules:\n  - { project: Shop, name: nodes, rules: [{ name: Down, expr: ${expr}, forMs: 0, labels: {} }] }\n`
  const there = [shop, group]
  assert.deepEqual(acts(planned(rules('up == 0'), { there }).steps), ['keep'])
  assert.deepEqual(acts(planned(rules('up == 0'), { there, force: true }).steps), ['keep'])
  const { steps, lines } = planned(rules('up < 1'), { there })
  assert.deepEqual(lines, ['~ alert rule group Shop/nodes', '    rules.Down.expr: "up == 0" → "up < 1"'])
  const [step] = steps
  assert.ok(step?.act === 'update')
  assert.deepEqual(bodyOf(step), { ...group.item, rules: [{ name: 'Down', expr: 'up < 1' }] })
})

test('who saved a dashboard in the app since is told with what is changed of it; the file holds', () => {
  const dashboard: There = {
    ...{ kind: 'dashboard', key: 'Orders' },
    item: { title: 'Orders', folder: null, dashboard: { title: 'Orders', time: { from: 'now-1h' } } },
  }
  const entry = (by: string) => {
    const [found] = [dashboard].map(foundOf)
    assert.ok(found)
    const item = { title: 'Orders', dashboard: { title: 'Orders', time: { from: 'now-6h' } } }
    const actual = { version: 3, updatedAt: '2026-11-22T14:05:59.000Z', updatedBy: { id: by, name: 'Ada' } }
    const [step] = planAll({
      ...{ entries: [{ kind: found.kind, key: 'Orders', scope: '', item, path: [] }], names: createNames() },
      ...{ found: [{ ...found, actual }], ambiguous: new Set(), ours: new Set(), prune: false, force: false },
      at: () => '',
    })
    assert.ok(step)
    return linesOf(step, new Set())
  }
  const change = ['~ dashboard Orders', '    dashboard.time.from: "now-1h" → "now-6h"']
  assert.deepEqual(entry('key_1'), change)
  assert.deepEqual(entry('usr_1'), [
    ...change,
    '    saved in the app by Ada on 2026-11-22 14:05 UTC: that is version 3, and stays among the versions',
  ])
})

test('components that need each other in a circle are refused, also over those of which the file says nothing', () => {
  const page = (components: string) => `pages:\n  - slug: acme\n    name: Acme\n    components:\n${components}`
  const refused = (text: string, there: There[], message: RegExp) => {
    const { file, found } = planned(text, { there })
    assert.throws(() => refuseCycles(file.entries, found, file.at), message)
  }
  const both = page('      - { name: A, needs: [B] }\n      - { name: B, needs: [A] }\n')
  refused(both, [], /line 6, column 27: components cannot need each other in a circle: A → B → A/)
  refused(page('      - { name: A, needs: [A] }\n'), [], /A → A/)
  const there: There[] = [
    { kind: 'component', key: 'acme/B', scope: 'acme', item: { name: 'B' } },
    { kind: 'componentNeeds', key: 'acme/B', scope: 'acme/B', item: { needs: ['A'] } },
  ]
  refused(page('      - { name: A, needs: [B] }\n'), there, /in a circle/)
  const { file, found } = planned(page('      - { name: A, needs: [B] }\n      - { name: B, needs: [] }\n'), { there })
  refuseCycles(file.entries, found, file.at)
})
