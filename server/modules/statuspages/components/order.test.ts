import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dissolved, flatten, moved, regrouped, sameParts, treeOf, type Place } from './order.ts'

const show = (tree: readonly Place[]): string =>
  tree.map(({ id, components }) => (components ? `${id}[${components.join('')}]` : id)).join(' ')

const treeFrom = (text: string): Place[] =>
  text.split(' ').map((part) => {
    const [, id = '', inside] = /^(\w)(?:\[(\w*)\])?$/.exec(part) ?? []
    return { id, components: inside === undefined ? null : inside.split('') }
  })

test('components and groups have one numbering, in which a group comes right before its components', () => {
  const tree = treeOf(
    [
      { id: 'b', groupId: 'G', position: 4 },
      { id: 'a', groupId: null, position: 1 },
      { id: 'c', groupId: 'G', position: 3 },
      { id: 'd', groupId: 'gone', position: 5 },
    ],
    [{ id: 'G', position: 2 }],
  )
  assert.equal(show(tree), 'a G[cb] d')
  assert.deepEqual(flatten(tree), ['a', 'G', 'c', 'b', 'd'])
})

test('what is moved goes as near to its new place as its group allows', () => {
  const tree = treeFrom('a G[bcd] e')
  assert.equal(show(moved(tree, 'a', 5)), 'G[bcd] a e')
  assert.equal(show(moved(tree, 'a', 200)), 'G[bcd] e a')
  assert.equal(show(moved(tree, 'e', 1)), 'e a G[bcd]')
  assert.equal(show(moved(tree, 'd', 3)), 'a G[dbc] e')
  assert.equal(show(moved(tree, 'd', 1)), 'a G[dbc] e')
  assert.equal(show(moved(tree, 'b', 200)), 'a G[cdb] e')
  assert.equal(show(moved(tree, 'G', 1)), 'G[bcd] a e')
  assert.equal(show(moved(tree, 'nothing', 1)), show(tree))
})

test('a component goes to the end of its new group, and a group that is removed leaves its components in its place', () => {
  const tree = treeFrom('a G[bc] H[] d')
  assert.equal(show(regrouped(tree, 'a', 'H')), 'G[bc] H[a] d')
  assert.equal(show(regrouped(tree, 'b', null)), 'a G[c] H[] d b')
  assert.equal(show(dissolved(tree, 'G')), 'a b c H[] d')
})

test('an order must name just what the page has, each once, groups as groups', () => {
  const tree = treeFrom('a G[bc] H[]')
  assert.ok(sameParts(tree, treeFrom('H[cb] a G[]')))
  for (const other of ['a G[b] H[]', 'a G[bc]', 'a G[bcc] H[]', 'a G[bc] H', 'a G[bc] H[] x'])
    assert.ok(!sameParts(tree, treeFrom(other)), other)
})

test('whatever is moved wherever, nothing is lost, and moving it to where it is changes nothing', () => {
  const trees = fc.constantFrom('a', 'a b c', 'G[]', 'a G[bcd] e', 'G[ab] H[] c I[def] g').map(treeFrom)
  fc.assert(
    fc.property(trees, fc.nat(), fc.integer({ min: 1, max: 20 }), (tree, which, position) => {
      const ids = flatten(tree)
      const id = ids[which % ids.length] ?? ''
      const next = moved(tree, id, position)
      assert.deepEqual(flatten(next).toSorted(), ids.toSorted())
      assert.equal(show(moved(next, id, flatten(next).indexOf(id) + 1)), show(next))
      assert.equal(show(moved(tree, id, ids.indexOf(id) + 1)), show(tree))
    }),
  )
})
