import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completions, formatFilter, parseFilter, tokenNames, tokenValues, withToken } from './filter.ts'
import { incidentFilter, namesOwner, ownerValues } from './filter-query.ts'

const ids = { ada: `usr_${'a'.repeat(32)}`, bob: `usr_${'b'.repeat(32)}`, twin: `usr_${'c'.repeat(32)}` }
const known = {
  projects: [{ id: 'prj_1', name: 'Checkout web' }],
  members: [
    { userId: ids.ada, name: 'Ada Lovelace', email: 'ada@example.com' },
    { userId: ids.bob, name: 'Bob', email: 'bob@example.com' },
    { userId: ids.twin, name: 'bob', email: 'bob@example.org' },
  ],
}
const filter = (line: string) => incidentFilter(line, undefined, known)

test('tokens become what the API takes, and the rest is text', () => {
  assert.deepEqual(
    filter('is:open level:error environment:prod release:1.2 project:"checkout web" "card expired" now'),
    {
      status: 'open',
      level: 'error',
      environment: 'prod',
      release: '1.2',
      projectId: 'prj_1',
      query: 'card expired now',
    },
  )
  assert.deepEqual(filter('is:open is:acknowledged'), { status: 'open,acknowledged' })
  assert.deepEqual(filter('severity:High severity:critical kind:LOG number:#42'), {
    severity: 'high,critical',
    kind: 'log',
    number: 42,
  })
  assert.deepEqual(filter(''), {})
})

test('an owner is oneself, nobody, or a member by name, e-mail address or id', () => {
  const owner = (value: string) => filter(`owner:${value}`).owner
  assert.deepEqual(['me', 'Nobody', 'none'].map(owner), ['me', 'none', 'none'])
  assert.deepEqual(['"ada lovelace"', 'ADA@example.com', ids.ada].map(owner), [ids.ada, ids.ada, ids.ada])
  assert.deepEqual(['bob@example.org', ids.twin].map(owner), [ids.twin, ids.twin])
  assert.match(owner('bob') ?? '', /^usr_0+$/, 'which one of two is not known, so it finds nothing')
  assert.deepEqual(ownerValues(known), ['me', 'nobody', 'Ada Lovelace', 'bob@example.com', 'bob@example.org'])
  assert.deepEqual(['owner:me', 'owner:nobody', 'is:open', 'owner:ada'].map(namesOwner), [false, false, false, true])
})

test('times are so long ago or a day, before or since', () => {
  assert.deepEqual(filter('firstSeen:<24h lastSeen:>7D regressed:2w escalated:<=30m'), {
    newSince: '24h',
    seenBefore: '7d',
    regressedSince: '2w',
    escalatedSince: '30m',
  })
  const midnight = new Date(2026, 10, 1).toISOString()
  assert.deepEqual(filter('firstSeen:>=2026-11-01 firstSeen:<2026-11-01T12:30:00Z'), {
    newSince: midnight,
    newBefore: '2026-11-01T12:30:00.000Z',
  })
  for (const line of ['firstSeen:<24', 'firstSeen:<0h', 'lastSeen:yesterday', 'lastSeen:>=2026-13-01', 'regressed:<1y'])
    assert.deepEqual(filter(line), { query: line })
})

test('a project that does not exist finds nothing instead of everything', () => {
  assert.match(filter('project:nowhere').projectId ?? '', /^prj_0+$/)
})

test('what is not a token is text and is never refused', () => {
  for (const line of [
    'is:',
    'is:strange',
    'level:loud',
    'http://x/y',
    'severity:worst',
    'kind:',
    'number:0',
    '"open quote',
    ':',
    'a:b:c',
    '"" ""',
  ]) {
    const { tokens } = parseFilter(line)
    assert.deepEqual(tokens, [], line)
  }
  assert.equal(parseFilter('http://x/y').text, 'http://x/y')
})

test('a written filter is read back the same', () => {
  const lines = ['is:open "two words"', 'environment:"my env" x', 'project:"Checkout web"', 'plain', 'OWNER:Me']
  for (const line of [
    ...lines,
    'environment:"a \\"b\\" \\\\c" 5"',
    '"is:open \\\\"',
    'C:\\x',
    'firstSeen:<1h',
    'number:#7',
  ]) {
    assert.deepEqual(parseFilter(formatFilter(parseFilter(line))), parseFilter(line), line)
  }
})

test('setting a token replaces those of its name and keeps the rest', () => {
  assert.equal(withToken('is:open level:error x', 'is', 'resolved'), 'is:resolved level:error x')
  assert.equal(withToken('is:open level:error', 'level'), 'is:open')
  assert.equal(withToken('', 'project', 'Checkout web'), 'project:"Checkout web"')
})

test('what is being typed is completed, names first and then values', () => {
  const values = { ...tokenValues, environment: ['my env'], owner: ['me', 'Ada Lovelace'] }
  assert.deepEqual(completions('is:open le', 10, values), { from: 8, options: ['level:'] })
  assert.deepEqual(completions('FIRST', 5, values), { from: 0, options: ['firstSeen:'] })
  assert.deepEqual(completions('level:fa', 8, values), { from: 0, options: ['level:fatal '] })
  assert.deepEqual(completions('environment:', 12, values).options, ['environment:"my env" '])
  assert.deepEqual(completions('owner:love', 10, values).options, ['owner:"Ada Lovelace" '])
  assert.deepEqual(completions('lastseen:<2', 11, values).options, ['lastSeen:<24h '])
  assert.deepEqual(completions('unknown:o', 9, values).options, [])
  for (const name of tokenNames) {
    const { options } = completions(`${name}:`, name.length + 1, values)
    for (const option of options) assert.equal(parseFilter(option).tokens[0]?.name, name, option)
  }
})
