import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kinds } from './kinds.ts'
import { lineOf, planKind, type PlanInput } from './plan.ts'
import { FileError, readFile } from './read-file.ts'

const plan = (input: Partial<PlanInput>) =>
  planKind({
    ...{ kind: kinds.channel, wanted: [], actual: [], ours: new Set<string>(), prune: false, force: false },
    ...input,
  })
const onCall = { name: 'On call', type: 'email', address: 'oncall@example.com' }

test('what is not there is made, what differs is changed, what is as wanted is left alone', () => {
  assert.deepEqual(plan({ wanted: [onCall] }).map(lineOf), ['+ channel On call'])
  const actual = [{ id: 'chn_1', ...onCall, enabled: true, events: ['incident.opened'] }]
  assert.deepEqual(
    plan({ wanted: [onCall], actual }).map(({ act }) => act),
    ['keep'],
  )
  const [step] = plan({ wanted: [{ ...onCall, address: 'night@example.com', enabled: false }], actual })
  assert.deepEqual(step?.act === 'update' && [step.fields, step.body], [
    ['address', 'enabled'],
    { address: 'night@example.com', enabled: false },
  ])
  assert.equal(step && lineOf(step), '~ channel On call: address, enabled')
})

test('only what the file names counts, at every depth; lists must be the same', () => {
  const spec = { url: 'https://a.example', redirects: 0, accept: [200, 204] }
  const actual = [{ id: 'chn_1', name: 'a', spec }]
  const acts = (wanted: object) => plan({ wanted: [{ name: 'a', ...wanted }], actual }).map(({ act }) => act)
  assert.deepEqual(acts({ spec: { url: 'https://a.example' } }), ['keep'])
  assert.deepEqual(acts({ spec: { url: 'https://b.example' } }), ['update'])
  assert.deepEqual(acts({ spec: { accept: [200] } }), ['update'])
  assert.deepEqual(acts({ spec: null }), ['update'])
})

test('what the installation does not show goes along with what changes, or when it is forced', () => {
  const actual = [{ id: 'chn_1', name: 'a', url: 'https://a.example' }]
  const wanted = [{ name: 'a', url: 'https://a.example', password: 'once' }]
  assert.deepEqual(
    plan({ wanted, actual }).map(({ act }) => act),
    ['keep'],
  )
  const [changed] = plan({ wanted: [{ ...wanted[0], url: 'https://b.example' }], actual })
  assert.deepEqual(changed?.act === 'update' && changed.body, { url: 'https://b.example', password: 'once' })
  const [forced] = plan({ wanted, actual, force: true })
  assert.deepEqual(forced?.act === 'update' && forced.body, wanted[0])
})

test('only what came from this file before is deleted, only when asked, and a project never', () => {
  const actual = [
    { id: 'chn_ours', name: 'ours' },
    { id: 'chn_theirs', name: 'theirs' },
  ]
  const ours = new Set(['chn_ours'])
  assert.deepEqual(plan({ actual, ours }).map(lineOf), ['? channel ours: no longer in the file; --prune deletes it'])
  assert.deepEqual(plan({ actual, ours, prune: true }).map(lineOf), ['- channel ours'])
  const acts = plan({ kind: kinds.project, actual, ours, prune: true }).map(({ act }) => act)
  assert.deepEqual(acts, ['leave'])
})

test('two of one name, one without, and a change of what cannot change are refused', () => {
  assert.throws(() => plan({ wanted: [onCall, onCall] }), /channel On call: named twice/)
  assert.throws(() => plan({ wanted: [{ type: 'email' }] }), /a channel needs a name/)
  const actual = [{ id: 'chn_1', ...onCall }]
  assert.throws(() => plan({ wanted: [{ ...onCall, type: 'webhook' }], actual }), /its type cannot change/)
})

test('a file is YAML with variables, and every mistake in it says where it is', () => {
  const read = (text: string) => readFile(text, { TOKEN: 'abc: "d"' })
  const { channels } = read('name: shop\nchannels:\n  - name: a\n    url: https://x/${TOKEN}\n    note: $${TOKEN}\n')
  assert.deepEqual(channels, [{ name: 'a', url: 'https://x/abc: "d"', note: '${TOKEN}' }])
  const refused = (text: string, message: RegExp) =>
    assert.throws(
      () => read(text),
      (error) => error instanceof FileError && message.test(error.message),
    )
  refused('name: shop\nchannels: [', /line 2/)
  refused('name: shop\nname: shop\n', /line 2/)
  refused('name: shop\nmonitor: []\n', /monitor/)
  refused('name: Shop!\n', /name: must be lower-case/)
  refused('name: shop\nchannels:\n  - name: ${NOBODY}\n', /channels\.0\.name: the environment has no NOBODY/)
  const bomb = [
    'a: &a [x]',
    ...Array.from(
      { length: 12 },
      (_, n) => `b${n}: &b${n} [*${n === 0 ? 'a' : `b${n - 1}`}, *${n === 0 ? 'a' : `b${n - 1}`}]`,
    ),
  ]
  assert.throws(() => read(`name: shop\n${bomb.join('\n')}`))
})
