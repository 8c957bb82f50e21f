import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { createLog } from '#platform/log'
import type { Context, Services } from '#platform/context'
import { inPrivacyTransaction, sql } from '#platform/database'
import { createEgress, EgressRefused, type Egress, type EgressRequest } from '#platform/egress'
import { fixedPolicy, presets, type PolicyProfile, type Processor } from '#platform/policy'
import { newHexKey } from '#platform/ids'
import { parseSignInProviders } from '../../../platform/sign-in-providers.ts'
import { call, testContext, testServices, withRole } from '#testing'
import { openHouse } from '../../staff/house.fixture.ts'
import { keepEgressJournal } from './journal.ts'
import { processorEndpoints } from './routes.ts'

const server = createServer((_request, response) => response.end('ok'))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
after(() => server.close())
// It listens on a port, so its address is no pipe's name.
const { port } = server.address() as AddressInfo

const processor = (more: Partial<Processor> = {}): Processor => ({
  ...{ id: `helper-${newHexKey(4)}`, name: 'Helper Ltd', kind: 'ai', purpose: 'writes summaries' },
  ...{ hosts: ['helper.test'], categories: ['C14'], region: 'EEA', noTraining: true },
  transfer: { mechanism: 'standard contractual clauses', reference: 'https://example.com/scc' },
  dpa: { date: '2026-01-01', version: '2', sha256: 'a'.repeat(64) },
  ...more,
})

const withRegister = (preset: PolicyProfile, processors: Processor[]): PolicyProfile => ({
  ...preset,
  processors,
  regions: { ...preset.regions, allowed: null },
})

/** A way out of its own, so that what others do at the same time is not counted. */
function withEgress<S extends Services>(services: S, profile: PolicyProfile): S {
  const options = { allow: ['helper.test', '127.0.0.1'], lookup: async () => ['127.0.0.1'], log: createLog('silent') }
  return { ...services, policy: fixedPolicy(profile), egress: createEgress({ ...options, profile: () => profile }) }
}

const ask = (egress: Egress, recipient: EgressRequest['recipient'], host = 'helper.test') =>
  egress.request({
    ...{ purpose: 'summary', method: 'GET', url: `http://${host}:${port}/`, recipient },
    ...{ timeoutMs: 5_000, maxResponseBytes: 10 },
  })

for (const [name, preset] of Object.entries(presets)) {
  test(`${name}: every member sees who gets what, where, and on what it rests, as the register says it [SEN-32] [OPS-31] [OPS-51] [AHU-23]`, async () => {
    const helper = processor()
    const signInProviders = parseSignInProviders('[{"type": "google", "clientId": "a", "clientSecret": "hush"}]')
    const context = await testContext()
    const ctx: Context = {
      ...withEgress(context, withRegister(preset, [helper])),
      config: { ...context.config, signInProviders },
    }
    for (const role of ['owner', 'admin', 'member', 'viewer'] as const) {
      const answer = await call(withRole(ctx, role), processorEndpoints, 'GET', '/processors')
      assert.equal(answer.status, 200, role)
      const body = await answer.json()
      assert.deepEqual(
        body.processors.map(({ id }: { id: string }) => id),
        [helper.id, 'google'],
      )
      const [shown, google] = body.processors
      assert.deepEqual(shown, {
        ...{ id: helper.id, name: 'Helper Ltd', kind: 'ai', purpose: 'writes summaries', hosts: ['helper.test'] },
        ...{ source: 'profile', region: 'EEA', regionName: 'the European Economic Area', noTraining: true },
        categories: [{ id: 'C14', text: 'incidents with their counts and timelines' }],
        transfer: helper.transfer,
        dpa: { date: '2026-01-01', version: '2' },
      })
      assert.partialDeepStrictEqual(google, { source: 'signIn', region: 'US', name: 'Google LLC' })
      assert.match(google.transfer.mechanism, /Data Privacy Framework/)
      for (const { region, processorId } of body.stores)
        assert.deepEqual([region, processorId], [preset.regions.hosting, null])
      assert.deepEqual(
        body.stores.map(({ component }: { component: string }) => component),
        ['database', 'columns', 'blobs'],
      )
      assert.doesNotMatch(JSON.stringify(body), /hush|127\.0\.0\.1/)
    }
  })
}

test('those who run the installation see whom the program called, whom it refused to call, and why [SEN-24] [OPS-27] [CAB-25]', async (t) => {
  const at = await openHouse(t)
  const helper = processor()
  const services = withEgress(at.services, withRegister(presets['sensra']!, [helper]))
  const journal = keepEgressJournal(services)
  const { egress } = services
  const to = (id: string, categories: Processor['categories'] = ['C14']) =>
    ({ kind: 'processor', id, categories }) as EgressRequest['recipient']
  await ask(egress, to(helper.id))
  await ask(egress, to(helper.id))
  await ask(egress, { kind: 'workspace', categories: ['C14'] }, '127.0.0.1')
  await assert.rejects(ask(egress, to(helper.id, ['C01'])), EgressRefused)
  await assert.rejects(ask(egress, to(`${helper.id}-x`), 'elsewhere.test'), EgressRefused)
  await journal.drain()
  await ask(egress, to(helper.id))

  const staff = await at.browser(at.root)
  const refusals = (await staff.send('GET', '/staff/egress-refusals')).body.items.filter(
    ({ recipientId }: { recipientId: string }) => recipientId.startsWith(helper.id),
  )
  assert.deepEqual(
    refusals
      .map(({ recipientId, host, outcome, purpose, count }: Record<string, unknown>) => [
        recipientId,
        host,
        outcome,
        purpose,
        count,
      ])
      .sort(),
    [
      [helper.id, 'helper.test', 'category', 'summary', 1],
      [`${helper.id}-x`, 'elsewhere.test', 'unregistered', 'summary', 1],
    ].sort(),
  )
  const { body } = await staff.send('GET', '/staff/processors')
  assert.ok(body.workspaceDestinations.answered >= 1)
  assert.ok(Array.isArray(body.connections))
  const kept = await inPrivacyTransaction(services, ({ db }) =>
    sql<{ outcome: string; count: number }>`
      select outcome, count from egress_contacts where recipient_id = ${helper.id} order by outcome`.execute(db),
  )
  assert.deepEqual(kept.rows, [
    { outcome: 'answered', count: 2 },
    { outcome: 'category', count: 1 },
  ])
  const hosts = await inPrivacyTransaction(services, ({ db }) =>
    sql<{ host: string }>`select distinct host from egress_contacts where recipient_kind = 'workspace'`.execute(db),
  )
  assert.deepEqual(hosts.rows, [{ host: '' }])
})

test('what was called is for those who run the installation alone', async (t) => {
  const at = await openHouse(t)
  const stranger = await at.browser(await at.person('Eve', { protect: true }))
  for (const path of ['/staff/processors', '/staff/egress-refusals']) {
    assert.equal((await stranger.send('GET', path)).status, 403)
  }
})

test('what could not be written down waits for the next time and is counted once', async () => {
  const services = withEgress(await testServices(), presets['sensra']!)
  const id = `away-${newHexKey(4)}`
  let away = true
  const kysely = services.database.kysely
  const broken = {
    ...services.database,
    get kysely() {
      if (away) throw new Error('away')
      return kysely
    },
  }
  const journal = keepEgressJournal({ ...services, database: broken })
  const recipient: EgressRequest['recipient'] = { kind: 'processor', id, categories: [] }
  await assert.rejects(ask(services.egress, recipient), EgressRefused)
  await journal.flush()
  await assert.rejects(ask(services.egress, recipient), EgressRefused)
  away = false
  await journal.drain()
  const kept = await inPrivacyTransaction(services, ({ db }) =>
    sql<{ count: number }>`select count from egress_contacts where recipient_id = ${id}`.execute(db),
  )
  assert.deepEqual(kept.rows, [{ count: 2 }])
})
