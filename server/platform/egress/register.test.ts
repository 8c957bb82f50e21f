import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { type AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { createLog } from '#platform/log'
import { presets, processorSchema, type PolicyProfile, type Processor } from '#platform/policy'
import { parseSignInProviders } from '../sign-in-providers.ts'
import { createEgress, type Contact, type EgressRequest } from './egress.ts'
import { EgressRefused, type RefusalKind } from './errors.ts'
import { isOwnHost } from './own-host.ts'
import { judgeRecipient, matchesHost, processorRegister, type Recipient } from './register.ts'

const log = createLog('silent')
const open: Server[] = []
after(() => open.forEach((server) => server.close()))

const processor = (more: Partial<Processor> = {}): Processor => ({
  ...{ id: 'helper', name: 'Helper Ltd', kind: 'ai', purpose: 'writes summaries', hosts: ['api.helper.example'] },
  ...{ categories: ['C14'], region: 'EEA', transfer: null, noTraining: true },
  dpa: { date: '2026-01-01', version: '1', sha256: 'a'.repeat(64) },
  ...more,
})
const profileOf = (preset: PolicyProfile, processors: Processor[], allowed: string[] | null = null): PolicyProfile => ({
  ...preset,
  processors,
  regions: { ...preset.regions, allowed },
})
const to = (categories: Processor['categories'] = ['C14'], id = 'helper') =>
  ({ kind: 'processor', id, categories }) as Recipient
const [google] = parseSignInProviders('[{"type": "google", "clientId": "a", "clientSecret": "b"}]')

async function listen(): Promise<{ port: number; seen: string[] }> {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(request.url ?? '')
    response.end('ok')
  })
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens on a port, so its address is no pipe's name.
  return { port: (server.address() as AddressInfo).port, seen }
}

for (const [name, preset] of Object.entries(presets)) {
  test(`${name}: a call to a host that is not in the register is refused, and nothing is sent [SEN-24] [OPS-27] [CAB-17] [CAB-19] [CAB-25] [DSE-25] [DSE-26] [DSE-29]`, async () => {
    const { port, seen } = await listen()
    let profile = profileOf(preset, [])
    const contacts: Contact[] = []
    const egress = createEgress({
      allow: ['helper.test'],
      profile: () => profile,
      lookup: async () => ['127.0.0.1'],
      log,
    })
    egress.observe((contact) => void contacts.push(contact))
    const ask = (path: string, recipient: Recipient, host = 'helper.test'): EgressRequest => ({
      ...{ purpose: 'summary', method: 'POST', url: `http://${host}:${port}/${path}`, recipient },
      ...{ timeoutMs: 5_000, maxResponseBytes: 100 },
    })
    const refused = async (path: string, recipient: Recipient, kind: RefusalKind) => {
      const isKind = (error: unknown) => error instanceof EgressRefused && error.kind === kind
      await assert.rejects(egress.request(ask(path, recipient)), isKind, path)
    }
    await refused('nobody', to(), 'unregistered')
    profile = profileOf(preset, [processor({ hosts: ['other.test'] })])
    await refused('other-host', to(), 'unregistered')
    profile = profileOf(preset, [processor({ hosts: ['helper.test'] })])
    await refused('other-processor', to(['C14'], 'another'), 'unregistered')
    await refused('more-than-declared', to(['C14', 'C01']), 'category')
    profile = profileOf(preset, [processor({ hosts: ['helper.test'], region: 'US' })], ['EEA'])
    await refused('elsewhere', to(), 'region')
    assert.deepEqual(seen, [])

    profile = profileOf(preset, [processor({ hosts: ['helper.test'], region: 'DE' })], ['EEA'])
    assert.equal((await egress.request(ask('declared', to()))).body, 'ok')
    assert.deepEqual(seen, ['/declared'])
    assert.deepEqual(
      contacts.map(({ outcome }) => outcome),
      ['unregistered', 'unregistered', 'unregistered', 'category', 'region', 'answered'],
    )
    assert.partialDeepStrictEqual(contacts.at(-1), { purpose: 'summary', recipientId: 'helper', host: 'helper.test' })
  })
}

test('a destination that a workspace chose needs no entry, and its host is told to nobody [OPS-27]', async () => {
  const { port, seen } = await listen()
  const contacts: Contact[] = []
  const egress = createEgress({ allow: ['127.0.0.1'], profile: () => presets['strict']!, log })
  const end = egress.observe((contact) => void contacts.push(contact))
  const request: EgressRequest = {
    ...{ purpose: 'webhook', method: 'POST', url: `http://127.0.0.1:${port}/hook` },
    recipient: { kind: 'workspace', categories: ['C14'] },
    ...{ timeoutMs: 5_000, maxResponseBytes: 100 },
  }
  await egress.request(request)
  end()
  await egress.request(request)
  assert.equal(seen.length, 2)
  assert.deepEqual(contacts, [
    { purpose: 'webhook', recipientKind: 'workspace', recipientId: '', host: '', outcome: 'answered' },
  ])
})

test('sign-in providers of the catalogue are called at their own hosts and where the policy allows it', () => {
  assert.ok(google)
  const recipient: Recipient = { kind: 'signIn', provider: google }
  const anywhere = profileOf(presets['sensra']!, [])
  assert.equal(judgeRecipient(anywhere, recipient, 'oauth2.googleapis.com'), undefined)
  assert.equal(judgeRecipient(anywhere, recipient, 'www.google-analytics.com'), 'unregistered')
  assert.equal(judgeRecipient(anywhere, recipient, 'api.github.com'), 'unregistered')
  assert.equal(judgeRecipient(presets['strict']!, recipient, 'oauth2.googleapis.com'), 'region')
  assert.equal(judgeRecipient(presets['dsentr']!, recipient, 'oauth2.googleapis.com'), undefined)
})

test('a provider on the operator’s own machines is no third party; one at a public name has to be declared', () => {
  const own = parseSignInProviders(
    `[{"type": "oidc", "id": "sso", "name": "Acme", "issuer": "https://sso.corp.internal", "clientId": "a", "clientSecret": "b"},
      {"type": "oidc", "id": "acme", "name": "Acme", "issuer": "https://login.acme.example", "clientId": "a", "clientSecret": "b"}]`,
  )
  const strict = presets['strict']!
  assert.deepEqual(
    processorRegister(strict, own).map(({ id, source, region }) => [id, source, region]),
    [['sso', 'own', 'onPremises']],
  )
  const [, acme] = own
  assert.ok(acme)
  const recipient: Recipient = { kind: 'signIn', provider: acme }
  assert.equal(judgeRecipient(strict, recipient, 'login.acme.example'), 'unregistered')
  const declared = processor({
    ...{ id: 'acme', kind: 'signIn', hosts: ['login.acme.example', '*.keys.acme.example'] },
    ...{ categories: ['C05', 'C06'], region: 'onPremises' },
  })
  const profile = { ...strict, processors: [declared] }
  assert.equal(judgeRecipient(profile, recipient, 'login.acme.example'), undefined)
  assert.equal(judgeRecipient(profile, recipient, 'a.keys.acme.example'), undefined)
  assert.deepEqual(
    processorRegister(profile, own).map(({ id, source }) => [id, source]),
    [
      ['acme', 'profile'],
      ['sso', 'own'],
    ],
  )
})

test('the register has no kind and no preset an entry for advertising, and every entry of it is one that compiles [CAB-17] [DSE-29]', () => {
  assert.deepEqual(processorSchema.shape.kind.options, ['hosting', 'mail', 'analytics', 'payment', 'ai', 'signIn'])
  for (const [name, preset] of Object.entries(presets)) {
    for (const { purpose, kind } of processorRegister(preset, [])) {
      assert.doesNotMatch(`${kind} ${purpose}`, /advert|\bads?\b|marketing|resell/i, name)
    }
  }
})

test('a pattern stands for names below it alone', () => {
  assert.ok(matchesHost('api.example.com', 'api.example.com'))
  assert.ok(matchesHost('*.example.com', 'a.b.example.com'))
  for (const host of ['example.com', 'badexample.com', 'example.com.evil.test', '.example.com']) {
    assert.equal(matchesHost('*.example.com', host), false, host)
  }
})

test('what is the operator’s own is judged by what is written', () => {
  for (const host of [
    'localhost',
    '127.0.0.1',
    '[::1]',
    '10.1.2.3',
    'db',
    'db.internal',
    'nas.local',
    '/run/pg',
    '',
    'fd00::1',
  ])
    assert.equal(isOwnHost(host), true, host)
  for (const host of ['db.example.com', '8.8.8.8', 'internal.example.com', '2606:4700::1111', 'local.test'])
    assert.equal(isOwnHost(host), false, host)
})
