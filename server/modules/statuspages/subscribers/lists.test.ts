import assert from 'node:assert/strict'
import test from 'node:test'
import { call, testContext } from '#testing'
import { endpoints } from '../routes.ts'
import { createdPage, formBody, get, newAddress, post, subscribed, subscriberOf, visit } from '../test-support.ts'
import { later } from './mail-server.fixture.ts'
import { linkSecret } from './subscriber.ts'

const proof = { consentNote: 'They agreed on our old status page.', consentAt: '2020-01-01T00:00:00Z' }

test('a list is imported by an owner, once however often, brings nobody back, and is exported with its proof [OPS-09]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const left = await subscribed(ctx, page)
  await visit(ctx, `${page.web}/unsubscribe/${linkSecret(ctx.vault, 'unsubscribe', left.id)}`, { method: 'POST' })
  const csv = `\uFEFFName,Email,kinds\r\n"Ada, L.",Ada@Example.com,reports\r\nBob,ada@example.com,\r\n,not an address,\r\nGone,${left.address},\r\n=cmd,"=1+1@example.com",all\r\n`
  const first = await post(ctx, `${page.api}/subscriber-imports`, { csv, ...proof })
  assert.deepEqual(await first.json(), {
    added: 2,
    known: 1,
    refused: 1,
    problems: [{ line: 4, reason: 'not a valid e-mail address' }],
  })
  assert.partialDeepStrictEqual(await (await post(ctx, `${page.api}/subscriber-imports`, { csv, ...proof })).json(), {
    added: 0,
    known: 3,
  })
  assert.notEqual((await subscriberOf(ctx, left.address))!.unsubscribedAt, null)
  const { items } = await (await get(ctx, `${page.api}/subscribers?search=ADA@`)).json()
  assert.partialDeepStrictEqual(items, [{ state: 'confirmed', source: 'import', consentNote: proof.consentNote }])
  const { csv: exported, nextCursor } = await (await post(ctx, `${page.api}/subscriber-exports`, {})).json()
  assert.equal(nextCursor, null)
  assert.equal(exported.trim().split('\r\n').length, 3)
  assert.match(exported, /They agreed on our old status page/)
  assert.match(exported, /^'=1\+1@example\.com,/m, 'no formula for a spreadsheet')
  const member = { ...ctx, permissions: new Set(['statuspages.read', 'statuspages.write'] as const) }
  assert.equal((await call(member, endpoints, 'POST', `${page.api}/subscriber-imports`, { csv, ...proof })).status, 403)
  const tomorrow = { csv, ...proof, consentAt: later(ctx, 86_400_000).now().toISOString() }
  assert.equal((await post(ctx, `${page.api}/subscriber-imports`, tomorrow)).status, 400)
})

test('a page takes as many as its owner allows, and says so to everybody alike', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const { address } = await subscribed(ctx, page)
  const settings = await call(ctx, endpoints, 'PATCH', `${page.api}/subscriber-settings`, { subscriberLimit: 1 })
  assert.partialDeepStrictEqual(await settings.json(), { subscriberLimit: 1, subscriberCount: 1, slack: true })
  const answers = []
  for (const each of [address, newAddress()]) {
    const answer = await visit(ctx, `${page.web}/subscribers`, formBody({ address: each }))
    answers.push([answer.status, await answer.text()])
  }
  assert.deepEqual(answers[0], answers[1])
  assert.equal(answers[0]![0], 409)
  const csv = 'email\none@example.com\n'
  assert.equal((await post(ctx, `${page.api}/subscriber-imports`, { csv, ...proof })).status, 409)
  assert.equal((await (await get(ctx, `${page.api}/subscribers`)).json()).items.length, 1, 'and nobody was added')
})
