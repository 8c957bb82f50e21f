import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, readConfig } from './config.ts'

test('without any variable everything has its documented default', () => {
  const config = readConfig({})
  assert.equal(config.port, 8080)
  assert.equal(config.appUrl, 'http://localhost:8080')
  assert.equal(config.databaseUrl, null)
  assert.deepEqual(config.egressAllow, [])
  assert.deepEqual(config.roles, ['api', 'ingest', 'worker', 'scheduler'])
})

test('an empty variable counts as absent, and outer spaces do not count', () => {
  assert.equal(readConfig({ PORT: '' }).port, 8080)
  assert.equal(readConfig({ PORT: ' 9000 ' }).port, 9000)
})

test('the address of the app follows the port', () => {
  assert.equal(readConfig({ PORT: '9000' }).appUrl, 'http://localhost:9000')
})

test('a variable that does not exist is refused, and all problems are told at once', () => {
  const env = {
    WATCHWORD_DATABSE_URL: 'x',
    PORT: '99999',
    WATCHWORD_SMTP_URL: 'http://mail',
    WATCHWORD_LOG_LEVEL: 'loud',
  }
  assert.throws(
    () => readConfig(env),
    (error) => {
      assert.ok(error instanceof ConfigError)
      for (const name of Object.keys(env)) assert.match(error.message, new RegExp(`^${name}: `, 'm'))
      return true
    },
  )
})

test('an origin with a path, a secret in the wrong scheme and an unknown role are refused', () => {
  for (const env of [
    { WATCHWORD_APP_URL: 'https://example.com/app' },
    { WATCHWORD_DATABASE_URL: 'mysql://localhost/x' },
    { WATCHWORD_ROLES: 'api,cook' },
    { WATCHWORD_MAIL_FROM: 'A\nBcc: b@example.com' },
    { WATCHWORD_STATUS_DOMAIN: 'Status.Example.com' },
    { WATCHWORD_NATS_URL: 'http://localhost:4222' },
    { WATCHWORD_REDIS_URL: 'localhost:6379' },
  ]) {
    assert.throws(() => readConfig(env), ConfigError, JSON.stringify(env))
  }
})

const client = { clientId: 'watchword', clientSecret: 'canary-client-secret' }
const providersOf = (...list: unknown[]) =>
  readConfig({ WATCHWORD_SIGN_IN_PROVIDERS: JSON.stringify(list) }).signInProviders

test('what is known of a sign-in provider is filled in, and an entry may have an id and a name of its own', () => {
  assert.deepEqual(readConfig({}).signInProviders, [])
  assert.deepEqual(
    providersOf(
      { type: 'google', ...client },
      { type: 'microsoft', ...client },
      { type: 'microsoft', ...client, id: 'work', name: 'Work', directory: 'contoso.onmicrosoft.com' },
      { type: 'github', ...client },
      { type: 'github', ...client, id: 'forge', name: 'Forge', url: 'https://forge.example.com/' },
      { type: 'oidc', ...client, id: 'sso', name: 'Single sign-on', issuer: 'https://sso.example.com/realms/one/' },
    ),
    [
      { type: 'oidc', ...client, id: 'google', name: 'Google', issuer: 'https://accounts.google.com' },
      {
        type: 'oidc',
        ...client,
        id: 'microsoft',
        name: 'Microsoft',
        issuer: 'https://login.microsoftonline.com/common/v2.0',
      },
      {
        type: 'oidc',
        ...client,
        id: 'work',
        name: 'Work',
        issuer: 'https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0',
      },
      { type: 'github', ...client, id: 'github', name: 'GitHub', url: 'https://github.com' },
      { type: 'github', ...client, id: 'forge', name: 'Forge', url: 'https://forge.example.com' },
      // A slash at the end belongs to an issuer's name.
      { type: 'oidc', ...client, id: 'sso', name: 'Single sign-on', issuer: 'https://sso.example.com/realms/one/' },
    ],
  )
})

test('a sign-in provider that cannot be right is refused with its place, and secrets are never in the error', () => {
  const sso = { type: 'oidc', ...client, id: 'sso', name: 'SSO', issuer: 'https://sso.example.com' }
  const wrong: [list: unknown, says: RegExp][] = [
    ['canary-client-secret', /list/],
    [[{ ...sso, type: 'canary-client-secret' }], /0\.type/],
    [[client], /0\.type/],
    [
      [
        { type: 'google', ...client },
        { type: 'google', ...client },
      ],
      /same id/,
    ],
    [[{ type: 'oidc', ...client, id: 'sso', name: 'SSO' }], /0\.issuer/],
    [[{ ...sso, clientSecret: '' }], /0\.clientSecret/],
    [[{ ...sso, id: 'canary-client-secret/..' }], /0\.id/],
    [[{ ...sso, issuer: 'http://sso.example.com' }], /0\.issuer/],
    [[{ ...sso, issuer: 'http://127.0.0.1.example.com' }], /0\.issuer/],
    [[{ ...sso, issuer: 'http://localhost@example.com' }], /0\.issuer/],
    [[{ ...sso, isuer: 'https://sso.example.com' }], /look at 0/],
    [[{ type: 'microsoft', ...client, directory: '../canary-client-secret' }], /0\.issuer/],
    [[{ type: 'microsoft', ...client, directory: 7 }], /0\.issuer/],
    [[{ type: 'github', ...client, url: 'javascript:alert(1)' }], /0\.url/],
  ]
  for (const [list, says] of wrong) {
    assert.throws(
      () => readConfig({ WATCHWORD_SIGN_IN_PROVIDERS: JSON.stringify(list) }),
      (error) => {
        assert.ok(error instanceof ConfigError)
        assert.match(error.message, says, JSON.stringify(list))
        assert.doesNotMatch(error.message, /canary/)
        return true
      },
    )
  }
  assert.throws(
    () => readConfig({ WATCHWORD_SIGN_IN_PROVIDERS: '[{"clientSecret": "canary-client-secret"' }),
    (error: Error) => /JSON list/.test(error.message) && !error.message.includes('canary'),
  )
})

test('http is for a provider on this very machine', () => {
  for (const issuer of ['http://127.0.0.1:4444', 'http://[::1]:4444/realm', 'http://localhost']) {
    assert.equal(providersOf({ type: 'oidc', ...client, id: 'local', name: 'Local', issuer }).length, 1, issuer)
  }
})

test('the time since which data keys may be is a time, with its zone', () => {
  const read = (raw: string) => readConfig({ WATCHWORD_DATA_KEYS_SINCE: raw }).dataKeysSince
  assert.equal(readConfig({}).dataKeysSince, null)
  assert.deepEqual(read('2026-01-31T12:00:00+02:00'), new Date('2026-01-31T10:00:00Z'))
  for (const raw of ['2026-01-31', '2026-01-31T12:00:00', 'yesterday', '2026-13-31T00:00:00Z']) {
    assert.throws(() => read(raw), ConfigError, raw)
  }
})

test('canaries are hosts with a port, five at most', () => {
  const canaries = (raw: string) => readConfig({ WATCHWORD_CHECK_CANARIES: raw }).checkCanaries
  assert.deepEqual(canaries(''), [])
  assert.deepEqual(canaries('One.example:443, [2001:DB8::1]:53'), [
    { host: 'one.example', port: 443 },
    { host: '2001:db8::1', port: 53 },
  ])
  for (const wrong of [
    'one.example',
    'https://one.example',
    ':443',
    'a:0',
    'a:65536',
    '2001:db8::1:53',
    'a:1,',
    'a b:1',
  ])
    assert.throws(() => canaries(wrong), ConfigError, wrong)
  assert.throws(() => canaries(Array.from({ length: 6 }, (_, n) => `host-${n}:1`).join(',')), /5 at most/)
})

test('ceilings of metrics name plans of the policy, in JSON or in a file', () => {
  const of = (raw: string) => readConfig({ WATCHWORD_METRIC_CEILINGS: raw }).metricCeilings
  assert.deepEqual(readConfig({}).metricCeilings, {})
  assert.deepEqual(of('{"30 days": {"seriesPerDay": 50000}}'), { '30 days': { seriesPerDay: 50_000 } })
  assert.throws(() => of('{"free": {}}'), /the policy has no plan free; it has 30 days, 90 days/)
  assert.throws(() => of('{"30 days": {"samplesPerSecond": 10}}'), /samplesPerSecond/)
  assert.throws(() => of('{"30 days": {"series": 10}}'), /WATCHWORD_METRIC_CEILINGS/)
  assert.throws(() => of('/nowhere.json'), /a JSON object or a file with one/)
})
