import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEgress } from '#platform/egress'
import { createLog } from '#platform/log'
import { presets } from '#platform/policy'
import { askModel, llmProviders, type Llm } from './ask-model.ts'
import { LlmFailed, type LlmFailure } from './errors.ts'
import { startFakeModel, type FakeAnswer } from './fake-model.fixture.ts'

const profile = () => presets['strict']!
const egress = createEgress({ allow: ['127.0.0.1'], profile, log: createLog('silent') })
const key = 'sk-very-secret'

const question = {
  ...{ purpose: 'analysis', instructions: 'Answer in JSON.', question: 'Why?' },
  ...{ maxOutputTokens: 100, timeoutMs: 2_000 },
}
const llmAt = (baseUrl: string, more: Partial<Llm> = {}): Llm => ({
  ...{ provider: 'openaiCompatible', baseUrl, model: 'small', apiKey: key },
  recipient: { kind: 'workspace', categories: ['C13'] },
  ...more,
})

for (const provider of llmProviders) {
  test(`${provider}: question, instructions, model and key go where the contract has them, and the answer comes back`, async (t) => {
    const fake = await startFakeModel()
    t.after(() => fake.close())
    fake.answer(() => ({ text: '{"a":1}' }))
    const answer = await askModel(egress, llmAt(fake.baseUrl, { provider }), question)
    assert.deepEqual(answer, { text: '{"a":1}', inputTokens: 100, outputTokens: 20 })
    const [sent] = fake.received
    assert.equal(sent?.path, provider === 'anthropic' ? '/v1/messages' : '/v1/chat/completions')
    assert.equal(
      sent?.headers[provider === 'anthropic' ? 'x-api-key' : 'authorization']?.toString().includes(key),
      true,
    )
    const body = JSON.parse(sent?.body ?? '')
    assert.equal(body.model, 'small')
    assert.match(sent?.body ?? '', /Answer in JSON\..*Why\?/)
    assert.equal('tools' in body, false)
  })

  const failures: [what: string, answer: FakeAnswer, failure: LlmFailure][] = [
    ['429', { status: 429 }, 'busy'],
    ['503', { status: 503 }, 'busy'],
    ['401', { status: 401, body: `{"error":{"message":"bad key ${key}"}}` }, 'denied'],
    ['400', { status: 400, body: '{"error":{"message":"no"}}' }, 'broken'],
    ['no JSON', { status: 200, body: 'hello' }, 'broken'],
    ['an empty body', { status: 200 }, 'broken'],
    ['more than may be read', { status: 200, body: 'x'.repeat(300_000) }, 'broken'],
    ['half an answer', { text: '{"a"', finish: 'length' }, 'refused'],
    ['a refusal', { text: '', finish: 'content_filter' }, 'refused'],
    ['silence', 'silence', 'unreachable'],
  ]
  for (const [what, given, failure] of failures) {
    test(`${provider}: ${what} is a failure with a name, asked once, and no word of the key is in it`, async (t) => {
      const fake = await startFakeModel()
      t.after(() => fake.close())
      fake.answer(() => given)
      const asked = { ...question, timeoutMs: given === 'silence' ? 200 : 2_000 }
      const error = await askModel(egress, llmAt(fake.baseUrl, { provider }), asked).catch((one: unknown) => one)
      assert.ok(error instanceof LlmFailed)
      assert.equal(error.failure, failure)
      assert.equal(fake.received.length, 1)
      assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /sk-very/)
    })
  }
}

test('a provider whom the register does not name is not asked, nor one at an address that is not allowed', async (t) => {
  const fake = await startFakeModel()
  t.after(() => fake.close())
  const failureOf = async (llm: Llm) =>
    askModel(egress, llm, question).then(
      () => 'answered',
      (error: unknown) => (error instanceof LlmFailed ? error.failure : 'thrown'),
    )
  const unregistered = llmAt(fake.baseUrl, { recipient: { kind: 'processor', id: 'nobody', categories: ['C13'] } })
  assert.equal(await failureOf(unregistered), 'notAllowed')
  assert.equal(await failureOf(llmAt('http://127.0.0.2:1/v1')), 'notAllowed')
  assert.equal(await failureOf(llmAt('file:///etc/passwd')), 'notAllowed')
  assert.equal(fake.received.length, 0)
})
