import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyTransformations, knownTransformations, type JsonObject } from '#common/dashboards'
import { frame } from '../../panels/panels.fixture.ts'
import { formOf } from './all-forms.ts'
import * as form from './options.ts'

const frames = [frame('cpu', [1, 2], { job: 'a', __name__: 'up' }), frame('memory', [3, 4], { job: 'b' })]

test('every transformation that can be applied has a form, and begins without a problem', () => {
  for (const { id, says } of knownTransformations) {
    const found = formOf(id)
    assert.ok(found, id)
    assert.match(says, /^[A-Z].*\.$/)
    const { problems } = applyTransformations(frames, [{ id, disabled: false, options: found.start }])
    assert.deepEqual(problems, [], id)
  }
  assert.equal(formOf('constructor'), undefined)
})

test('the names that may be chosen are those of the tables', () => {
  assert.deepEqual(form.namesOf(frames), { columns: ['Time', 'cpu', 'memory'], labels: ['job'], queries: ['A'] })
})

test('columns are hidden, renamed and moved as the transformation will understand it', () => {
  const columns = ['Time', 'cpu', 'memory']
  let options: JsonObject = { own: 'kept' }
  options = form.withShown(options, 'Time', false)
  options = form.withName(options, 'cpu', 'CPU')
  options = form.withMoved(options, form.organized(options, columns), 2, -1)
  assert.equal(options['own'], 'kept')
  assert.deepEqual(form.organized(options, columns), [
    { name: 'Time', isShown: false, newName: '' },
    { name: 'memory', isShown: true, newName: '' },
    { name: 'cpu', isShown: true, newName: 'CPU' },
  ])
  const merged = [{ name: '', refId: 'A', fields: frames.flatMap(({ fields }) => fields).slice(1) }]
  const { frames: changed } = applyTransformations(merged, [{ id: 'organize', disabled: false, options }])
  assert.deepEqual(
    changed[0]?.fields.map(({ name }) => name),
    ['memory', 'CPU'],
  )
  assert.deepEqual(form.withShown(form.withShown({}, 'Time', false), 'Time', true), { excludeByName: {} })
  assert.deepEqual(form.withShown({ includeByName: { cpu: true } }, 'memory', true), {
    includeByName: { cpu: true, memory: true },
  })
  // A column that nobody sends any more can still be brought back.
  assert.deepEqual(form.organized({ excludeByName: { gone: true } }, ['cpu']).at(-1), {
    name: 'gone',
    isShown: false,
    newName: '',
  })
})

test('values, sides and groups are written as they are read', () => {
  assert.deepEqual(['15', '-0.5', '007', '', 'up'].map(form.valueOfText), [15, -0.5, '007', '', 'up'])
  for (const text of ['cpu', '10', 'two words']) assert.equal(form.textOfSide(form.sideOfText(text, ['cpu'])), text)
  assert.deepEqual(form.sideOfText('10', ['10']), { matcher: { id: 'byName', options: '10' } })
  assert.equal(form.textOfSide('older form'), 'older form')
  const fields = form.withGrouping({}, 'job', 'aggregate', ['sum'])
  assert.deepEqual(form.groupingOf(fields, 'job'), { operation: 'aggregate', calcs: ['sum'] })
  assert.deepEqual(form.groupingOf(fields, 'toString'), { operation: 'none', calcs: [] })
  assert.deepEqual(form.withGrouping(fields, 'job', 'none', []), {})
})

test('the query that it is for is read where it is one', () => {
  assert.equal(form.queryOf({}), undefined)
  assert.equal(form.queryOf({ filter: { id: 'byRefId', options: 'A' } }), 'A')
  assert.equal(form.queryOf({ filter: { id: 'byRefId', options: '/^(?:A|B)$/' } }), 'A|B')
  assert.equal(form.queryOf({ filter: { id: 'byName', options: 'cpu' } }), null)
})
