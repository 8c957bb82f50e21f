import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testContext, withRole } from '#testing'
import { ask, openIncident, readIncident } from '../incidents.fixture.ts'
import { severityOf, type SeverityRule } from './severity.ts'

const key = (digit: string): string => digit.repeat(32)
const rule = (changes: Partial<SeverityRule>): SeverityRule => ({
  ...{ severity: 'low', levels: [], environment: null, projectId: null },
  ...changes,
})

test('the first rule that matches decides, and without one the level', () => {
  const incident = { level: 'error', environments: ['staging', 'production'], projectId: 'prj_1' } as const
  assert.equal(severityOf(incident, []), 'high')
  assert.equal(severityOf(incident, [rule({ environment: 'test' })]), 'high')
  assert.equal(severityOf(incident, [rule({ environment: 'production', levels: ['fatal'] })]), 'high')
  assert.equal(
    severityOf(incident, [rule({ projectId: 'prj_1', severity: 'critical' }), rule({ environment: 'staging' })]),
    'critical',
  )
})

test('rules apply to new incidents, to those that change, and at once to those that are there; what a hand set stays', async () => {
  const ctx = await testContext()
  const [staging, fatal, byHand] = [
    await openIncident(ctx, { key: key('1'), environments: ['staging'] }),
    await openIncident(ctx, { key: key('2'), level: 'fatal' }),
    await openIncident(ctx, { key: key('3'), environments: ['staging'] }),
  ]
  assert.deepEqual([staging.severity, fatal.severity], ['high', 'critical'])
  await ask(ctx, 'PUT', `/incidents/${byHand.id}/severity`, { severity: 'medium' })
  const set = await ask(ctx, 'PUT', '/severity-rules', {
    rules: [
      { severity: 'low', environment: 'staging' },
      { severity: 'high', levels: ['fatal'] },
    ],
  })
  assert.partialDeepStrictEqual(set, { status: 200, body: { changed: 2 } })
  const severities = async () =>
    Promise.all([staging, fatal, byHand].map(async ({ id }) => (await readIncident(ctx, id)).severity))
  assert.deepEqual(await severities(), ['low', 'high', 'medium'])
  assert.equal((await openIncident(ctx, { key: key('4'), environments: ['staging'] })).severity, 'low')
  await openIncident(ctx, { key: key('2'), level: 'fatal', environments: ['staging'] })
  await openIncident(ctx, { key: key('3'), environments: ['production'] })
  assert.deepEqual(await severities(), ['low', 'low', 'medium'])
  const back = await ask(ctx, 'DELETE', `/incidents/${byHand.id}/severity`)
  assert.partialDeepStrictEqual(back.body, { severity: 'low', severitySetBy: null })
  assert.equal((await ask(ctx, 'DELETE', `/incidents/${byHand.id}/severity`)).status, 409)
  const { items } = (await ask(ctx, 'GET', '/incidents?severity=low,medium')).body
  assert.equal(items.length, 4)
})

test('rules are bounded, name projects that there are, and are an admin’s affair', async () => {
  const ctx = await testContext()
  const put = async (rules: object[], as = ctx) => (await ask(as, 'PUT', '/severity-rules', { rules })).status
  const rules = (count: number) => Array.from({ length: count }, () => ({ severity: 'low' }))
  assert.equal(await put(rules(50)), 200)
  assert.equal(await put(rules(51)), 400)
  assert.equal(await put([{ severity: 'low', projectId: `prj_${'0'.repeat(32)}` }]), 422)
  assert.equal(await put([], withRole(ctx, 'member')), 403)
  assert.equal((await ask(withRole(ctx, 'viewer'), 'GET', '/severity-rules')).body.rules.length, 50)
})
