import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testClock } from './clock.ts'
import { consumeTimes, limiterContract, rule } from './rate-limit.contract.ts'
import { createLimiter } from './rate-limit.ts'

limiterContract(
  'memory',
  (now) => Promise.resolve({ limiter: createLimiter({ now }), close: () => Promise.resolve() }),
  false,
)

test('a flood of keys neither grows without bound nor makes the limiter forget whom it counted', async () => {
  const limiter = createLimiter({ now: testClock(), maxKeys: 100 })
  await consumeTimes(limiter, 'victim', 4)
  let refusals = 0
  for (let n = 0; n < 3000; n += 1) refusals += (await consumeTimes(limiter, `flood-${n}`, 1)).length
  // 99 of their own and at most 256 shared keys, three points each.
  assert.ok(refusals >= 3000 - 99 - 256 * 3, `${refusals}`)
  assert.equal((await consumeTimes(limiter, 'victim', 1)).length, 1)
  assert.equal(await limiter.remaining(rule, 'victim'), 0)
})
