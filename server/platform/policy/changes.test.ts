import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InventoryEntry } from '../inventory.ts'
import { inventory } from '../inventory.ts'
import { describeChanges, describeFacts, isInForce, fixedPolicy, presets, createPolicy } from './index.ts'
import type { PolicyProfile, Processor } from './index.ts'

const { strict, opsentry, cabinet } = presets as Record<string, PolicyProfile> as {
  strict: PolicyProfile
  opsentry: PolicyProfile
  cabinet: PolicyProfile
}

const between = (before: PolicyProfile, after: PolicyProfile) =>
  describeChanges({ profile: before }, { profile: after })
const texts = (before: PolicyProfile, after: PolicyProfile) => between(before, after).map(({ text }) => text)
const isMaterial = (before: PolicyProfile, after: PolicyProfile) =>
  between(before, after).some(({ material }) => material)

test('a change is told in plain words, with the promises that it touches [SEN-36]', () => {
  const after = { ...opsentry, retention: { ...opsentry.retention, auditDays: 365 } }
  const [change, ...more] = between(opsentry, after)
  assert.deepEqual(more, [])
  assert.equal(change?.text, 'Audit log: kept 365 days instead of as long as the workspace.')
  assert.equal(change?.material, false)
  assert.ok(change?.ids.includes('OPS-37') && change.ids.includes('CAB-29'))
  assert.deepEqual(texts(after, opsentry), ['Audit log: kept as long as the workspace instead of 365 days.'])
  assert.ok(isMaterial(after, opsentry))
})

for (const [name, before] of Object.entries(presets)) {
  test(`a version of ${name} has no difference from itself, also after the database changed the order of its keys`, () => {
    assert.deepEqual(between(before, before), [])
    const reversed = JSON.parse(JSON.stringify(before, (_, value: unknown) => reverseKeys(value))) as PolicyProfile
    assert.deepEqual(between(before, reversed), [])
  })

  test(`whatever value of ${name} changes, somebody is told of it`, () => {
    for (const [path, after] of variants(before)) assert.ok(between(before, after).length > 0, path)
  })

  test(`from ${name} to another profile and back: each way of more data, longer time or less protection is material`, () => {
    for (const after of Object.values(presets)) {
      if (after === before) continue
      for (const [setting, days] of Object.entries(after.retention)) {
        const old = before.retention[setting as 'auditDays'] as unknown
        if (typeof days !== 'number' || typeof old !== 'number' || days <= old) continue
        const longer = { ...before, retention: { ...before.retention, [setting]: days } }
        assert.ok(isMaterial(before, longer), setting)
        assert.ok(!isMaterial(longer, before), setting)
      }
    }
  })
}

test('more data, another region, a longer time, a shorter notice: material; the other way round: not [SEN-36] [OPS-54]', () => {
  const pairs: [what: string, less: PolicyProfile, more: PolicyProfile][] = [
    ['a lower age', strict, { ...strict, minimumAge: 13 }],
    ['analytics', strict, { ...strict, analytics: { mode: 'cookieless' } }],
    ['third-party analytics', cabinet, { ...cabinet, analytics: { mode: 'ga4-homepage', measurementId: null } }],
    ['its being loaded', opsentry, { ...opsentry, analytics: { mode: 'ga4-homepage', measurementId: 'G-ABC123' } }],
    ['a shorter notice', strict, { ...strict, changes: { ...strict.changes, noticeDays: 13 } }],
    ['a channel less', strict, { ...strict, changes: { ...strict.changes, channels: ['page'] } }],
    ['a region more', strict, { ...strict, regions: { ...strict.regions, allowed: ['onPremises', 'US'] } }],
    ['every region', strict, { ...strict, regions: { ...strict.regions, allowed: null } }],
    ['cards that are only masked', strict, { ...strict, cardData: 'mask' }],
    ['later answers', strict, { ...strict, requests: { ...strict.requests, dueDays: null } }],
    ['no word of authorities', strict, { ...strict, legalRequests: { notice: false } }],
    ['payload by project', strict, payload({ kind: 'project', defaultDays: 30, minDays: 1, maxDays: 366 })],
    [
      'payload of a project by default',
      strict,
      payload({ kind: 'project', defaultDays: 31, minDays: 1, maxDays: 365 }),
    ],
    ['payload for as long as the workspace', strict, payload({ kind: 'workspace' })],
    ['a longer plan', strict, metrics({ '30 days': 30, '90 days': 91 })],
  ]
  for (const [what, less, more] of pairs) {
    assert.ok(isMaterial(less, more), what)
    assert.ok(!isMaterial(more, less), `the end of ${what}`)
  }
  const moved = { ...strict, regions: { hosting: 'US', allowed: ['US'] } }
  assert.ok(isMaterial(strict, moved) && isMaterial(moved, strict))
})

test('words, contacts and who runs it are not material', () => {
  const after: PolicyProfile = {
    ...strict,
    operator: { name: 'Acme Ltd', product: 'Watch', address: 'Street 1', country: 'Ireland' },
    contacts: [{ role: 'dpo', address: 'dpo@acme.example' }],
    wording: { dateShown: 'updated', paragraphs: [{ section: 'security', text: 'We have a dog.' }] },
  }
  assert.equal(between(strict, after).length, 3)
  assert.ok(!isMaterial(strict, after))
})

test('turning AI on, and a processor for it, are material and named; turning it off is not [CAB-18]', () => {
  const local: PolicyProfile = { ...cabinet, ai: { mode: 'local' } }
  const away: PolicyProfile = { ...cabinet, ai: { mode: 'processor' }, processors: [processor({ kind: 'ai' })] }
  for (const on of [local, away]) {
    assert.ok(isMaterial(cabinet, on))
    assert.ok(between(cabinet, on).some(({ ids, text }) => ids.includes('CAB-18') && text.includes('AI')))
    assert.ok(!isMaterial(on, cabinet))
  }
})

test('a new processor, another region of one, and more data for it are material [OPS-52]', () => {
  const old = processor()
  const at = (...processors: Processor[]): PolicyProfile => ({ ...strict, processors })
  assert.ok(isMaterial(strict, at(old)))
  assert.match(texts(strict, at(old))[0] ?? '', /^New processor: Acme \(mail, .*\) gets your name, address of mail/)
  const changes: [change: Partial<Processor>, material: boolean][] = [
    [{ region: 'US' }, true],
    [{ categories: ['C01', 'C13'] }, true],
    [{ purpose: 'sends letters' }, true],
    [{ kind: 'hosting' }, true],
    [{ name: 'Umbrella' }, true],
    [{ noTraining: false }, true],
    [{ dpa: null }, true],
    [{ hosts: ['smtp2.acme.example'] }, false],
    [{ dpa: { date: '2026-02-01', version: '2', sha256: 'b'.repeat(64) } }, false],
    [{ transfer: { mechanism: 'SCC', reference: 'contract 7' } }, false],
  ]
  for (const [change, material] of changes) {
    assert.equal(isMaterial(at(old), at(processor(change))), material, JSON.stringify(change))
  }
  assert.ok(!isMaterial(at(processor({ categories: ['C01', 'C13'] })), at(old)))
  assert.ok(!isMaterial(at(old), strict))
})

const house = (...entries: Parameters<typeof inventory>[1]): InventoryEntry[] => inventory({}, entries)
const log = { category: 'C24', place: 'request_log', fields: ['path'], purposes: { operations: 'contract' } } as const
const people = { category: 'C01', place: 'users', fields: ['name'], purposes: { service: 'contract' } } as const
const kept = (days: number) => ({ endsWith: 'workspace', ages: [{ from: 'at', after: { days } }] }) as const

test('a new category, purpose or basis of the inventory, and a longer time in it, are material [SEN-36] [AHU-39]', () => {
  const compare = (before: InventoryEntry[], after: InventoryEntry[]) =>
    describeChanges({ profile: strict, facts: describeFacts(before) }, { profile: strict, facts: describeFacts(after) })
  const cases: [before: InventoryEntry[], after: InventoryEntry[], text: RegExp][] = [
    [house(people), house(people, log), /^New: the request log.* \(for operating the platform\)\.$/],
    [house(log), house({ ...log, purposes: { ...log.purposes, security: 'contract' } }), /now also used for security/],
    [house(log), house({ ...log, purposes: { operations: 'legitimateInterest' } }), /on the basis of a legitimate/],
    [house({ ...log, retention: kept(3) }), house({ ...log, retention: kept(4) }), /kept 4 days instead of 3 days/],
    [house({ ...log, retention: kept(3) }), house(log), /no longer deleted after 3 days/],
    [house(log), house({ ...log, source: 'partner' }), /comes from somebody else/],
  ]
  for (const [before, after, text] of cases) {
    const [change, ...more] = compare(before, after)
    assert.deepEqual(more, [])
    assert.match(change?.text ?? '', text)
    assert.equal(change?.material, true)
  }
  assert.ok(compare(house(people, log), house(people)).every(({ material }) => !material))
  assert.deepEqual(compare(house(log), house(log, { ...log, place: 'request_log_2' })), [])
  assert.deepEqual(compare(house(log), house(log, { place: 'pumps', fields: ['x'] })), [])
})

test('a purpose that the version in force does not name is not in force yet, and is from its day on [SEN-36]', () => {
  const [at, later] = [new Date('2026-01-01'), new Date('2026-01-15')]
  let now = at
  const version = { announcedAt: at, profile: strict }
  const policy = createPolicy({ ...version, version: '1', effectiveAt: at }, () => now)
  policy.load([
    { ...version, version: '1', effectiveAt: at, facts: describeFacts(house(people)) },
    { ...version, version: '2', effectiveAt: later, facts: describeFacts(house(people, log)) },
  ])
  const uses = { category: 'C24', purpose: 'operations' } as const
  assert.ok(isInForce({ policy }, { category: 'C01', purpose: 'service' }))
  assert.ok(!isInForce({ policy }, { category: 'C01', purpose: 'improvement' }))
  assert.ok(!isInForce({ policy }, uses))
  now = new Date(later.getTime() - 1)
  assert.ok(!isInForce({ policy }, uses))
  now = later
  assert.ok(isInForce({ policy }, uses))
  assert.ok(isInForce({ policy: fixedPolicy(strict) }, uses), 'a profile alone withholds nothing')
})

function payload(rule: PolicyProfile['retention']['payload']): PolicyProfile {
  return { ...strict, retention: { ...strict.retention, payload: rule } }
}

function metrics(plans: Record<string, number>): PolicyProfile {
  return { ...strict, retention: { ...strict.retention, metrics: { kind: 'plan', defaultPlan: '30 days', plans } } }
}

function processor(change: Partial<Processor> = {}): Processor {
  return {
    id: 'acme',
    name: 'Acme',
    kind: 'mail',
    purpose: 'sends transactional mail',
    hosts: ['smtp.acme.example'],
    categories: ['C01'],
    region: 'onPremises',
    transfer: null,
    dpa: { date: '2026-01-01', version: '1', sha256: 'a'.repeat(64) },
    noTraining: true,
    ...change,
  }
}

function reverseKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toReversed())
}

/** The profile with one of its values different, for each of them, whatever the schema says of the new value. */
function variants(profile: PolicyProfile): [path: string, changed: PolicyProfile][] {
  const walk = (value: unknown, path: string): [string, unknown][] => {
    if (Array.isArray(value) && path !== '.regions.allowed') return [[path, value.length === 0 ? null : value.slice(1)]]
    if (path === '.regions.allowed') return [[path, ['US', 'JP']]]
    if (path === '.regions.hosting') return [[path, value === 'US' ? 'DE' : 'US']]
    if (typeof value !== 'object' || value === null) return [[path, other(value)]]
    return Object.entries(value).flatMap(([key, one]) =>
      walk(one, `${path}.${key}`).map(([at, changed]): [string, unknown] => [at, { ...value, [key]: changed }]),
    )
  }
  return walk(profile, '')
    .filter(([path]) => !/^\.(processors|wording\.paragraphs)$/.test(path) && !/\.(kind|mode|defaultPlan)$/.test(path))
    .map(([path, changed]) => [path, changed as PolicyProfile])
}

function other(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  return value === null ? 5 : `${String(value)}x`
}
