import assert from 'node:assert/strict'
import { test } from 'node:test'
import { presets, processorSchema, type PolicyProfile, type Processor } from '#platform/policy'
import { parseSignInProviders } from '../sign-in-providers.ts'
import { checkWayOut, outsideConnections, type Recorded } from './outside.ts'

type Config = Parameters<typeof checkWayOut>[0]

const recorded: Recorded[] = [
  { store: 'database', category: 'C01' },
  { store: 'database', category: '-' },
  { store: 'columns', category: 'C13' },
  { store: 'cache', category: 'C35' },
]
const strict = presets['strict']!
const config = (more: Partial<Config> = {}): Config => ({
  ...{ databaseUrl: null, clickhouseUrl: null, natsUrl: null, redisUrl: null, smtpUrl: null, signInProviders: [] },
  ...more,
})
const host = (more: Partial<Processor> = {}): Processor => ({
  ...{ id: 'cloud', name: 'Cloud Ltd', kind: 'hosting', purpose: 'runs our database', hosts: ['db.example.com'] },
  ...{ categories: ['C01'], region: 'onPremises', transfer: null, noTraining: true },
  dpa: { date: '2026-01-01', version: '1', sha256: 'a'.repeat(64) },
  ...more,
})
const withProcessors = (...processors: Processor[]): PolicyProfile => ({ ...strict, processors })
const databaseUrl = 'postgresql://watchword:secret@db.example.com/watchword'

for (const [name, preset] of Object.entries(presets)) {
  test(`${name}: servers of the operator’s own network start without a word [SEN-24]`, () => {
    for (const own of ['localhost', '127.0.0.1', '[::1]', '10.0.0.5', 'postgres', 'db.internal', 'db.local']) {
      checkWayOut(
        config({
          databaseUrl: `postgresql://u:p@${own}/w`,
          clickhouseUrl: `http://u:p@${own}:8123/w`,
          natsUrl: `nats://${own}:4222,nats://${own}`,
          redisUrl: `redis://${own}`,
          smtpUrl: `smtp://${own}`,
        }),
        preset,
        recorded,
      )
    }
    checkWayOut(
      config({ databaseUrl: 'postgresql://watchword@localhost/watchword?host=%2Frun%2Fpostgresql' }),
      preset,
      recorded,
    )
  })

  test(`${name}: a server at a public address that the profile does not name stops the start and says what to write [SEN-24] [OPS-27] [DSE-25]`, () => {
    const settings = {
      databaseUrl,
      clickhouseUrl: 'https://u:p@x.clickhouse.example:8443/w',
      natsUrl: 'tls://stream.example.com',
      redisUrl: 'rediss://cache.example.com',
      smtpUrl: 'smtps://u:p@smtp.example.com',
    }
    for (const [setting, url] of Object.entries(settings)) {
      const start = () => checkWayOut(config({ [setting]: url }), preset, recorded)
      const hostname = new URL(url).hostname
      assert.throws(start, (error: Error) => {
        assert.match(error.message, /WATCHWORD_\w+_URL: .* is not in the policy profile/)
        assert.doesNotMatch(error.message, /secret|u:p/)
        const [, line = ''] = error.message.split('\n')
        return assert.ok((error.message + line).includes(hostname)) ?? true
      })
    }
  })
}

test('the line that the refusal gives is an entry of the register once the blanks are filled in', () => {
  let line = ''
  assert.throws(
    () => checkWayOut(config({ databaseUrl }), strict, recorded),
    (error: Error) => {
      line = error.message.split('\n')[2] ?? ''
      return true
    },
  )
  const filled = line
    .replace('"region":"…"', '"region":"DE"')
    .replace('"date":"…"', '"date":"2026-01-01"')
    .replace('"sha256":"…"', `"sha256":"${'0'.repeat(64)}"`)
  const entry = processorSchema.parse(JSON.parse(filled))
  const profile = { ...withProcessors(entry), regions: { hosting: 'DE', allowed: ['EEA'] } }
  checkWayOut(config({ databaseUrl }), profile, recorded)
  assert.deepEqual(entry.categories, ['C01'])
})

test('whoever runs a store must be declared for everything that is kept in it, and in a region that is allowed [SEN-24] [DSE-26] [DSE-39]', () => {
  checkWayOut(config({ databaseUrl }), withProcessors(host()), recorded)
  const more: Recorded[] = [...recorded, { store: 'jobQueue', category: 'C35' }]
  assert.throws(() => checkWayOut(config({ databaseUrl }), withProcessors(host()), more), /add C35 to the categories/)
  const abroad = withProcessors(host({ region: 'US' }))
  assert.throws(() => checkWayOut(config({ databaseUrl }), abroad, recorded), /cloud in US, .* allows onPremises/)
  assert.throws(
    () => checkWayOut(config({ smtpUrl: 'smtps://db.example.com' }), withProcessors(host()), recorded),
    /mail/,
  )
})

test('a sign-in provider where the policy lets no data go stops the start, unless the profile declares it [DSE-39]', () => {
  const signInProviders = parseSignInProviders('[{"type": "google", "clientId": "a", "clientSecret": "b"}]')
  for (const [name, preset] of Object.entries(presets)) {
    const start = () => checkWayOut(config({ signInProviders }), preset, recorded)
    const allowed = preset.regions.allowed
    if (allowed === null || allowed.includes('US')) start()
    else assert.throws(start, /google is in US, and the policy profile allows/, name)
  }
  const declared = host({ id: 'google', kind: 'signIn', hosts: ['accounts.google.com'], categories: ['C05', 'C06'] })
  checkWayOut(config({ signInProviders }), withProcessors(declared), recorded)
  checkWayOut(config(), strict, recorded)
})

test('each connection of a driver is listed with who runs it and where that is [SEN-32]', () => {
  const listed = outsideConnections(
    config({ databaseUrl, redisUrl: 'redis://cache', natsUrl: 'nats://a.internal,nats://b.internal:5222' }),
    withProcessors(host({ region: 'DE' })),
  )
  assert.deepEqual(
    listed.map(({ component, host: name, port, processorId, region }) => [component, name, port, processorId, region]),
    [
      ['database', 'db.example.com', 5432, 'cloud', 'DE'],
      ['stream', 'a.internal', 4222, null, 'onPremises'],
      ['stream', 'b.internal', 5222, null, 'onPremises'],
      ['counters', 'cache', 6379, null, 'onPremises'],
    ],
  )
})
