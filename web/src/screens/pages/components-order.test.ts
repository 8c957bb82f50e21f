import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placed, stepped, type Place, type Side } from './components-order.ts'

const treeFrom = (text: string): Place[] =>
  text.split(' ').map((part) => {
    const [, id = '', inside] = /^(\w)(?:\[(\w*)\])?$/.exec(part) ?? []
    return { id, components: inside === undefined ? null : inside.split('') }
  })
const show = (tree: readonly Place[]): string =>
  tree.map(({ id, components }) => (components ? `${id}[${components.join('')}]` : id)).join(' ')

test('steps go through groups and out of them on the other side, and back the same way', () => {
  const way = ['a G[bc] d', 'G[abc] d', 'G[bac] d', 'G[bca] d', 'G[bc] a d', 'G[bc] d a', 'G[bc] d a']
  let tree = treeFrom(way[0] ?? '')
  for (const next of way.slice(1)) {
    tree = stepped(tree, 'a', 1)
    assert.equal(show(tree), next)
  }
  for (const next of way.slice(0, -2).toReversed()) {
    tree = stepped(tree, 'a', -1)
    assert.equal(show(tree), next)
  }
})

test('a group steps over what stands beside it, with its components', () => {
  assert.equal(show(stepped(treeFrom('a G[bc] H[d]'), 'G', 1)), 'a H[d] G[bc]')
  assert.equal(show(stepped(treeFrom('a G[bc] H[d]'), 'G', -1)), 'G[bc] a H[d]')
  assert.equal(show(stepped(treeFrom('a G[bc] H[d]'), 'H', 1)), 'a G[bc] H[d]')
})

test('what is dropped stands where it was dropped', () => {
  const drop = (id: string, over: string, side: Side) => show(placed(treeFrom('a G[bc] H[] d'), id, over, side))
  assert.equal(drop('a', 'c', 'before'), 'G[bac] H[] d')
  assert.equal(drop('a', 'c', 'after'), 'G[bca] H[] d')
  assert.equal(drop('b', 'c', 'after'), 'a G[cb] H[] d')
  assert.equal(drop('d', 'H', 'after'), 'a G[bc] H[d]')
  assert.equal(drop('d', 'H', 'before'), 'a G[bc] d H[]')
  assert.equal(drop('b', 'd', 'after'), 'a G[c] H[] d b')
  assert.equal(drop('H', 'b', 'before'), 'a H[] G[bc] d')
  assert.equal(drop('G', 'b', 'after'), 'a G[bc] H[] d')
  assert.equal(drop('a', 'a', 'after'), 'a G[bc] H[] d')
})
