import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeTarget } from './describe-target.ts'
import { compareJson, valueAt } from './json.ts'
import { judge } from './run-check.ts'
import { hiddenSecret } from './hidden-secret.ts'
import { putSecrets, takeSecrets } from './secrets.ts'
import { checkSpec, checkTypes, comparisons } from './spec.ts'

const samples: Record<string, object> = {
  ...{
    http: { url: 'https://example.com/a?token=x' },
    websocket: { url: 'wss://example.com/' },
    ping: { host: 'a.test' },
  },
  ...{
    tcp: { host: 'a.test', port: 1 },
    tls: { host: '::1' },
    smtp: { host: 'a.test' },
    grpc: { host: 'a.test', port: 1 },
  },
  ...{ dns: { name: 'a.test' }, domain: { domain: 'a.test' }, statuspage: { url: 'https://a.test' } },
  ...{ postgres: { host: 'a', user: 'b' }, mysql: { host: 'a', user: 'b' }, redis: { host: 'a' } },
}

test('every type has a spec with defaults, and a line that names its target', () => {
  assert.deepEqual(Object.keys(samples).toSorted(), [...checkTypes].toSorted())
  for (const type of checkTypes) {
    const spec = checkSpec.parse({ type, ...samples[type] })
    assert.equal(spec.inverted, false)
    assert.ok(describeTarget(spec).length > 0)
    assert.doesNotMatch(describeTarget(spec), /token/)
  }
  assert.equal(describeTarget(checkSpec.parse({ type: 'tls', host: '::1' })), '[::1]:443')
})

test('what no check can do is refused when it is written', () => {
  for (const wrong of [
    {},
    { type: 'browser', url: 'https://example.com' },
    { type: 'http', url: 'file:///etc/passwd' },
    { type: 'http', url: 'https://example.com', method: 'TRACE' },
    { type: 'http', url: 'https://example.com', headers: [{ name: 'a b', value: 'c' }] },
    { type: 'http', url: 'https://example.com', headers: [{ name: 'a', value: 'b\r\nc: d' }] },
    { type: 'http', url: 'https://example.com', json: [{ path: 'a[constructor', operator: '==' }] },
    { type: 'http', url: 'https://example.com', maxRedirects: 6 },
    { type: 'http', url: 'https://example.com', timeout: 5 },
    { type: 'tcp', host: 'a.test/x', port: 1 },
    { type: 'tcp', host: 'a.test', port: 0 },
    { type: 'tcp', host: '-oProxyCommand=x', port: 22 },
    { type: 'dns', name: 'a test' },
    { type: 'domain', domain: '10.0.0.1' },
  ]) {
    assert.ok(!checkSpec.safeParse(wrong).success, JSON.stringify(wrong))
  }
})

test('secrets are taken out and put back, and do not follow a monitor to another target', () => {
  const spec = checkSpec.parse({
    ...{ type: 'http', url: 'https://example.com/a', auth: { kind: 'basic', user: 'ada', password: 'pw' } },
    headers: [
      { name: 'X-Key', value: 'k', isSecret: true },
      { name: 'Accept', value: 'text/html' },
    ],
  })
  const taken = takeSecrets(spec)
  assert.doesNotMatch(JSON.stringify(taken.spec), /"pw"|"k"/)
  assert.match(JSON.stringify(taken.spec), /text\/html/)
  assert.deepEqual(putSecrets(taken.spec, taken.secrets), spec)
  const to = (url: string) => checkSpec.parse({ ...taken.spec, url })
  const moved = to('https://evil.example/a')
  assert.throws(() => putSecrets(moved, taken.secrets), /give it again/)
  assert.deepEqual(putSecrets(to('https://example.com/b'), taken.secrets), {
    ...spec,
    url: 'https://example.com/b',
  })
  for (const type of ['postgres', 'mysql', 'redis']) {
    const login = checkSpec.parse({ type, host: 'a', user: 'b', password: 'pw' })
    const { spec: hidden, secrets } = takeSecrets(login)
    assert.equal('password' in hidden && hidden.password, hiddenSecret)
    assert.deepEqual(putSecrets(hidden, secrets), login)
    assert.throws(() => putSecrets(checkSpec.parse({ ...hidden, host: 'c' }), secrets), /give it again/)
  }
})

test('values of a document: own ones only, and nothing where there is nothing', () => {
  const document = { a: { b: [{ 'c-d': 1 }, null] }, constructor: 2 }
  assert.equal(valueAt(document, '$.a.b[0].c-d'), 1)
  assert.equal(valueAt(document, 'a.b[1]'), null)
  assert.equal(valueAt(document, 'constructor'), 2)
  assert.equal(valueAt(document, ''), document)
  for (const path of ['a.constructor', 'a.b.length', 'a.b[2]', '__proto__', 'a.b[0].c-d.e', 'toString']) {
    assert.equal(valueAt(document, path), undefined, path)
  }
})

test('each comparison holds and does not hold as it says', () => {
  const text = JSON.stringify({ n: 5, s: 'five', t: '5', yes: true, no: null, list: [1, 'x'], map: { a: 1 } })
  const cases: [string, (typeof comparisons)[number], string | number | boolean | null, boolean][] = [
    ['n', '==', 5, true],
    ['n', '==', '5', true],
    ['n', '==', 6, false],
    ['no', '==', null, true],
    ['gone', '==', null, false],
    ['yes', '==', 'true', true],
    ['n', '!=', 6, true],
    ['gone', '!=', 6, false],
    ['n', '<', 6, true],
    ['n', '<', 5, false],
    ['n', '<=', 5, true],
    ['t', '>', 4, true],
    ['s', '>', 4, false],
    ['no', '<', 1, false],
    ['n', '>=', 5, true],
    ['s', 'contains', 'iv', true],
    ['list', 'contains', 'x', true],
    ['list', 'contains', 'y', false],
    ['n', 'exists', null, true],
    ['gone', 'exists', null, false],
    ['gone', 'missing', null, true],
    ['no', 'missing', null, false],
    ['list', 'length ==', 2, true],
    ['map', 'length >=', 2, false],
    ['n', 'length >=', 0, false],
  ]
  for (const [path, operator, value, holds] of cases) {
    const broken = compareJson(text, [{ path, operator, value }])
    assert.equal(broken === undefined, holds, `${path} ${operator} ${value}`)
  }
  assert.deepEqual(new Set(cases.map(([, operator]) => operator)), new Set(comparisons))
})

test('upside down and slow: unknown is never turned into anything', () => {
  const finding = { latencyMs: 100, reason: '', code: 'ok' as const, facts: {} }
  const outcomes = ['up', 'degraded', 'down', 'unknown'] as const
  const judged = (inverted: boolean, degradedAboveMs: number | null) =>
    outcomes.map((outcome) => judge({ inverted, degradedAboveMs }, { ...finding, outcome }).outcome)
  assert.deepEqual(judged(false, null), ['up', 'degraded', 'down', 'unknown'])
  assert.deepEqual(judged(false, 99), ['degraded', 'degraded', 'down', 'unknown'])
  assert.deepEqual(judged(false, 100), ['up', 'degraded', 'down', 'unknown'])
  assert.deepEqual(judged(true, 99), ['down', 'down', 'up', 'unknown'])
})
