import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EgressFailed, EgressRefused } from '#platform/egress'
import { rateLimited } from '#platform/errors'
import { MailFailed } from '#platform/mail'
import { VaultError } from '#platform/vault'
import { parseRetryAfter, resultOfAnswer, resultOfError, resultOfMail } from './outcome.ts'

const now = new Date('2026-01-01T00:00:00Z')
const answer = (status: number, headers: Record<string, string> = {}) =>
  resultOfAnswer({ status, headers, body: 'hello' }, now)

test('each answer of a receiver is treated as Standard Webhooks says', () => {
  const table: [number, string, string][] = [
    [200, 'delivered', 'delivered'],
    [204, 'delivered', 'delivered'],
    [299, 'delivered', 'delivered'],
    [301, 'retry', 'redirected'],
    [307, 'retry', 'redirected'],
    [400, 'retry', 'refused'],
    [404, 'retry', 'refused'],
    [410, 'gone', 'gone'],
    [429, 'throttled', 'throttled'],
    [500, 'retry', 'serverError'],
    [502, 'throttled', 'throttled'],
    [503, 'throttled', 'throttled'],
    [504, 'throttled', 'throttled'],
    [199, 'retry', 'refused'],
  ]
  for (const [status, verdict, outcome] of table) {
    assert.partialDeepStrictEqual(answer(status), { verdict, outcome, status, response: 'hello' }, String(status))
  }
})

test('Retry-After is read as seconds and as a date, and nothing else', () => {
  assert.equal(parseRetryAfter('120', now), 120_000)
  assert.equal(parseRetryAfter('Thu, 01 Jan 2026 00:01:00 GMT', now), 60_000)
  assert.equal(parseRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now), 0)
  for (const odd of [undefined, '', '-5', '1.5', 'soon', '2026-01-01', '99999999999999']) {
    assert.equal(parseRetryAfter(odd, now), null, odd)
  }
  assert.equal(answer(429, { 'retry-after': '7' }).retryAfterMs, 7_000)
  assert.equal(answer(500, { 'retry-after': '7' }).retryAfterMs, null)
})

test('of an answer a kilobyte is kept, in a form that the database takes', () => {
  const kept = resultOfAnswer({ status: 200, headers: {}, body: `a\u0000\uD800${'x'.repeat(5_000)}` }, now).response
  assert.equal(kept?.length, 1_024)
  assert.ok(kept.startsWith('a\uFFFD\uFFFDx'))
})

test('what the network and our own rules do is told as a class', () => {
  assert.partialDeepStrictEqual(resultOfError(new EgressFailed('timeout')), { verdict: 'retry', outcome: 'timeout' })
  assert.partialDeepStrictEqual(resultOfError(new EgressRefused('address')), { verdict: 'retry', outcome: 'blocked' })
  assert.partialDeepStrictEqual(resultOfError(rateLimited(9)), { verdict: 'throttled', retryAfterMs: 9_000 })
  assert.partialDeepStrictEqual(resultOfError(new VaultError('moved')), { verdict: 'final', outcome: 'unsigned' })
})

test('a mail server that refuses the address switches the channel off; one that refuses us does not', () => {
  const refused = resultOfError(new MailFailed('permanent', '550 5.1.1 no such user', true))
  assert.partialDeepStrictEqual(refused, { verdict: 'gone', outcome: 'rejected', response: '550 5.1.1 no such user' })
  assert.equal(resultOfError(new MailFailed('permanent', '554 spam')).verdict, 'final')
  assert.equal(resultOfError(new MailFailed('temporary', '451 later')).verdict, 'retry')
  assert.equal(resultOfError(new MailFailed('unreachable', 'no connection')).verdict, 'retry')
})

test('mail that is kept because there is no server is told as kept', () => {
  assert.partialDeepStrictEqual(resultOfMail({ outcome: 'kept' }), { verdict: 'delivered', outcome: 'kept' })
  assert.partialDeepStrictEqual(resultOfMail({ outcome: 'sent', response: '250 ok' }), { response: '250 ok' })
})

test('a bug of ours is no result', () => {
  assert.throws(() => resultOfError(new TypeError('x is undefined')), TypeError)
})
