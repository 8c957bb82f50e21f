import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { causesOf, findCircle, suggestedStatus } from './needs.ts'

const needsFrom = (text: string) =>
  text.split(' ').flatMap((pair) => (pair ? [{ id: pair[0] ?? '', needsId: pair[1] ?? '' }] : []))

test('a circle of needs is found and named, however long it is', () => {
  assert.equal(findCircle(needsFrom('ab bc ac')), undefined)
  assert.deepEqual(findCircle(needsFrom('aa')), ['a', 'a'])
  assert.deepEqual(findCircle(needsFrom('xa ab bc ca')), ['a', 'b', 'c', 'a'])
  const chain = Array.from({ length: 20_000 }, (_, index) => ({ id: `${index}`, needsId: `${index + 1}` }))
  assert.equal(findCircle(chain), undefined)
  assert.equal(findCircle([...chain, { id: '20000', needsId: '0' }])?.length, 20_002)
})

test('a circle is found just when something needs itself in the end', () => {
  const ids = 'abcdef'.split('')
  const edge = fc.record({ id: fc.constantFrom(...ids), needsId: fc.constantFrom(...ids) })
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 10 }), (needs) => {
      // What each reaches, by adding until nothing is added.
      const reaches = new Map(ids.map((id) => [id, new Set<string>()]))
      for (let round = 0; round < 6; round++)
        for (const { id, needsId } of needs)
          for (const each of [needsId, ...(reaches.get(needsId) ?? [])]) reaches.get(id)?.add(each)
      const circular = [...reaches].some(([id, reached]) => reached.has(id))
      const circle = findCircle(needs)
      assert.equal(circle !== undefined, circular)
      for (const [index, id] of (circle ?? []).entries()) {
        const next = circle?.[index + 1]
        if (next) assert.ok(needs.some((need) => need.id === id && need.needsId === next))
      }
      if (circle) assert.equal(circle[0], circle.at(-1))
    }),
  )
})

test('what a component suffers from is named for one hop, and never for two', () => {
  const components = [
    { id: 'a', name: 'Checkout', status: 'operational' as const },
    { id: 'b', name: 'API', status: 'operational' as const },
    { id: 'c', name: 'Database', status: 'major_outage' as const },
  ]
  const causes = causesOf(components, needsFrom('ab bc'))
  assert.deepEqual(causes.get('a'), [])
  assert.deepEqual(causes.get('b'), [{ id: 'c', name: 'Database', status: 'major_outage' }])
  assert.equal(suggestedStatus('operational', causes.get('b') ?? []), 'degraded_performance')
  assert.equal(suggestedStatus('operational', causes.get('a') ?? []), null)
})

test('nothing is suggested for what is shown as troubled already, or because of planned work', () => {
  const out = [{ id: 'c', name: 'Database', status: 'partial_outage' as const }]
  assert.equal(suggestedStatus('partial_outage', out), null)
  assert.equal(suggestedStatus('operational', [{ id: 'c', name: 'DB', status: 'under_maintenance' }]), null)
})
