import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import type { Context } from '#platform/context'
import { fixedPolicy, presets } from '#platform/policy'
import { call, testContext } from '#testing'
import { guardCardText } from './card-data-guard.ts'
import { endpoint } from './endpoint.ts'
import { openApiDocument } from './openapi.ts'
import { shortText } from './schemas.ts'

const Body = z.object({
  name: shortText,
  texts: z.array(z.string()).optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  secret: z.string().optional(),
  userId: z.string().optional(),
  newPassword: z.string().optional(),
})

const echo = endpoint({
  operationId: 'echo',
  summary: 'Answers what it got',
  method: 'post',
  path: '/echo',
  permission: 'workspace.write',
  body: Body,
  response: Body,
  handle: (_ctx, { body }) => Promise.resolve(body),
})

const card = '4111 1111 1111 1111'
const iban = 'DE89 3704 0044 0532 0130 00'

function under(ctx: Context, cardData: 'off' | 'mask' | 'refuse'): Context {
  return { ...ctx, policy: fixedPolicy({ ...presets['strict']!, cardData }) }
}

for (const profile of Object.values(presets)) {
  test(`${profile.preset}: card and bank numbers in a body are ${profile.cardData === 'mask' ? 'taken out' : 'refused'} wherever they stand [DSE-49]`, async () => {
    const ctx = { ...(await testContext()), policy: fixedPolicy(profile) }
    const body = { name: `pay ${card}`, texts: ['a', iban], details: { deep: [{ pan: 4111111111111111 }] } }
    const answer = await call(ctx, [echo], 'POST', '/echo', body)
    const text = await answer.text()
    assert.doesNotMatch(text, /1111|3704/)
    if (profile.cardData === 'mask') {
      assert.equal(answer.status, 200, text)
      assert.deepEqual(JSON.parse(text), {
        name: 'pay [card number removed]',
        texts: ['a', '[bank account number removed]'],
        details: { deep: [{ pan: '[card number removed]' }] },
      })
      return
    }
    assert.equal(answer.status, 422)
    const problem = JSON.parse(text)
    assert.equal(problem.code, 'card_data_refused')
    const paths = problem.fields.map(({ path }: { path: string }) => path)
    assert.deepEqual(paths, ['name', 'texts.1', 'details.deep.0.pan'])
  })
}

test('a policy that leaves them changes nothing', async () => {
  const ctx = under(await testContext(), 'off')
  const body = { name: `pay ${card}` }
  assert.deepEqual(await (await call(ctx, [echo], 'POST', '/echo', body)).json(), body)
})

test('secrets, passwords, keys and ids are what they are: changed or refused they would not work', async () => {
  const ctx = await testContext()
  const body = { name: 'Ada', secret: '4111111111111111', userId: '4111111111111111', newPassword: `my ${card}` }
  for (const mode of ['mask', 'refuse'] as const) {
    assert.deepEqual(await (await call(under(ctx, mode), [echo], 'POST', '/echo', body)).json(), body)
  }
})

test('a name that is a number is taken out, or refused without being told again', async () => {
  const ctx = await testContext()
  const body = { name: 'Ada', details: { '4111111111111111': true } }
  const masked = await call(under(ctx, 'mask'), [echo], 'POST', '/echo', body)
  assert.deepEqual((await masked.json()).details, { '[card number removed]': true })
  const refused = await call(under(ctx, 'refuse'), [echo], 'POST', '/echo', body)
  assert.equal(refused.status, 422)
  assert.doesNotMatch(await refused.text(), /4111/)
})

test('order numbers, times and identifiers that look alike go through untouched', async () => {
  const ctx = under(await testContext(), 'refuse')
  const texts = ['4111111111111112', '1732183417123', '9780306406157', '550e8400-e29b-41d4-a716-446655440000']
  assert.equal((await call(ctx, [echo], 'POST', '/echo', { name: 'Ada', texts })).status, 200)
})

test('a field of a form goes the same way', async () => {
  const ctx = await testContext()
  assert.equal(guardCardText(under(ctx, 'mask'), 'address', `${card}@example.com`), '[card number removed]@example.com')
  assert.throws(() => guardCardText(under(ctx, 'refuse'), 'address', card), {
    code: 'card_data_refused',
    fields: [
      { path: 'address', message: 'must not hold a card or bank account number; this service is not made for them' },
    ],
  })
  assert.equal(guardCardText(under(ctx, 'off'), 'address', card), card)
  assert.equal(guardCardText(under(ctx, 'refuse'), 'address', 'ada@example.com'), 'ada@example.com')
})

test('whoever reads the documentation of the API is told before sending [DSE-50]', () => {
  const { info } = openApiDocument([], '1', {}) as { info: { description: string } }
  assert.match(info.description, /Do not send card numbers, bank account numbers or other financial data/)
  assert.match(info.description, /not PCI DSS/)
  assert.match(info.description, /at their own risk/)
})
