import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completions, formatFilter, incidentFilter, parseFilter, withToken } from './filter.ts'

const project = {
  id: 'prj_1',
  number: 1,
  name: 'Checkout web',
  createdAt: '',
  firstEventAt: null,
  ingestKey: null,
  dsn: null,
}
const filter = (line: string) => incidentFilter(line, undefined, [project])

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
  assert.deepEqual(filter(''), {})
})

test('a project that does not exist finds nothing instead of everything', () => {
  assert.match(filter('project:nowhere').projectId ?? '', /^prj_0+$/)
})

test('what is not a token is text and is never refused', () => {
  for (const line of ['is:', 'is:strange', 'level:loud', 'http://x/y', '"open quote', ':', 'a:b:c', '"" ""']) {
    const { tokens } = parseFilter(line)
    assert.deepEqual(tokens, [], line)
  }
  assert.equal(parseFilter('http://x/y').text, 'http://x/y')
})

test('a written filter is read back the same', () => {
  for (const line of ['is:open "two words"', 'environment:"my env" x', 'project:"Checkout web"', 'plain']) {
    assert.deepEqual(parseFilter(formatFilter(parseFilter(line))), parseFilter(line), line)
  }
})

test('setting a token replaces those of its name and keeps the rest', () => {
  assert.equal(withToken('is:open level:error x', 'is', 'resolved'), 'is:resolved level:error x')
  assert.equal(withToken('is:open level:error', 'level'), 'is:open')
  assert.equal(withToken('', 'project', 'Checkout web'), 'project:"Checkout web"')
})

test('what is being typed is completed, names first and then values', () => {
  const known = { level: ['fatal', 'error'], environment: ['my env'] }
  assert.deepEqual(completions('is:open le', 10, known), { from: 8, options: ['level:'] })
  assert.deepEqual(completions('level:fa', 8, known), { from: 0, options: ['level:fatal '] })
  assert.deepEqual(completions('environment:', 12, known).options, ['environment:"my env" '])
  assert.deepEqual(completions('unknown:x', 9, known).options, [])
})
