import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLanes, laneOf } from './lanes.ts'

test('a lane that is full holds up its own and no other', async () => {
  const lanes = createLanes({ web: 1, connect: 1, names: 1, slow: 1 })
  const done: string[] = []
  const hang = Promise.withResolvers<void>()
  lanes.run('names', 'one', () => hang.promise)
  lanes.run('names', 'one', async () => void done.push('behind'))
  lanes.run('web', 'one', async () => void done.push('beside'))
  await Promise.resolve()
  assert.deepEqual(done, ['beside'])
  hang.resolve()
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(done, ['beside', 'behind'])
  assert.equal(lanes.waiting() + lanes.running(), 0)
})

test('workspaces take turns: a thousand checks of one do not stand before the one of another', async () => {
  const lanes = createLanes({ web: 1, connect: 1, names: 1, slow: 1 })
  const order: string[] = []
  for (let n = 0; n < 1000; n++) lanes.run('web', 'big', async () => void order.push('big'))
  lanes.run('web', 'small', async () => void order.push('small'))
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(order.length, 1001)
  assert.ok(order.indexOf('small') <= 3, String(order.indexOf('small')))
})

test('what answered slowly the last time runs among the slow', () => {
  assert.equal(laneOf('http', undefined), 'web')
  assert.equal(laneOf('http', 5000), 'slow')
  assert.equal(laneOf('dns', 10), 'names')
  assert.equal(laneOf('postgres', 10), 'connect')
})
