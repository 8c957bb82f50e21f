import assert from 'node:assert/strict'
import { test } from 'node:test'
import { causeOf, draftRecovery, draftReport, requireWaiting, type Proposal } from './proposal.ts'

const analysis = (kind: string, confidence: number, mark: 'right' | 'wrong' | null = null, counter: string[] = []) => ({
  mark,
  result: { confidence, findings: [{ kind, counterEvidenceIds: counter }] },
})

test('a cause is hinted at only when the analysis is sure, or a person said that it is right', () => {
  assert.equal(causeOf(undefined), 'unknown')
  assert.equal(causeOf({ mark: null, result: null }), 'unknown')
  assert.equal(causeOf(analysis('release', 0.7)), 'change')
  assert.equal(causeOf(analysis('deploy', 0.5)), 'change')
  assert.equal(causeOf(analysis('release', 0.49)), 'unknown')
  assert.equal(causeOf(analysis('release', 0.2, 'right')), 'change')
  assert.equal(causeOf(analysis('release', 0.9, 'wrong')), 'unknown')
  assert.equal(causeOf(analysis('release', 0.9, null, ['e2'])), 'unknown')
  assert.equal(causeOf(analysis('dependency', 0.8)), 'dependency')
  assert.equal(causeOf(analysis('frame', 0.9)), 'unknown')
})

test('a draft speaks for itself to the public, and claims to know the cause only after a person did', () => {
  const facts = {
    since: new Date('2026-11-21T09:42:00Z'),
    timeZone: 'Europe/Berlin',
    componentNames: ['Checkout', 'API'],
  }
  const draft = draftReport({ ...facts, cause: 'change', confirmed: false })
  assert.deepEqual(draft, {
    title: 'Problems with Checkout and API',
    status: 'investigating',
    body: 'Since 21 Nov 2026, 10:42 UTC+01:00 some of you may have trouble with Checkout and API. It began after a change on our side, and we are checking whether that is the cause. We will write again when we know more.',
  })
  assert.equal(draftReport({ ...facts, cause: 'change', confirmed: true }).status, 'identified')
  const bare = draftReport({ ...facts, componentNames: [], cause: 'unknown', confirmed: true })
  assert.equal(bare.title, 'We are looking into a problem')
  assert.equal(bare.status, 'investigating')
})

test('after the end of the incident the draft is the end of the report', () => {
  const draft = draftRecovery({ resolvedAt: new Date('2026-11-21T09:42:00Z'), timeZone: 'Etc/UTC' })
  assert.equal(draft.status, 'resolved')
  assert.match(draft.body, /21 Nov 2026, 09:42 UTC/)
})

test('what was decided stays decided', () => {
  assert.doesNotThrow(() => requireWaiting({ decision: null } as Proposal))
  assert.throws(() => requireWaiting({ decision: 'dismissed' } as Proposal), { code: 'conflict' })
})
