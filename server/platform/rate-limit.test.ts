import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testClock } from './clock.ts'
import { AppError } from './errors.ts'
import { createLimiter, type Limiter, type LimitRule } from './rate-limit.ts'

const rule: LimitRule = { name: 'signIn.address', points: 3, durationSeconds: 60 }

async function consumeTimes(limiter: Limiter, key: string, times: number): Promise<AppError[]> {
  const errors: AppError[] = []
  for (let n = 0; n < times; n += 1) {
    await limiter.consume(rule, key).catch((error: unknown) => {
      assert.ok(error instanceof AppError && error.code === 'rate_limited')
      errors.push(error)
    })
  }
  return errors
}

test('so many pass in a window, the rest is told when to come back, and then it may', async () => {
  const now = testClock()
  const limiter = createLimiter({ now })
  const [refusal, ...more] = await consumeTimes(limiter, '192.0.2.1', 5)
  assert.equal(more.length, 1)
  const waitSeconds = refusal?.retryAfterSeconds ?? 0
  assert.ok(waitSeconds >= 1 && waitSeconds <= 60)
  now.advance((waitSeconds - 1) * 1000 - 1)
  assert.equal((await consumeTimes(limiter, '192.0.2.1', 1)).length, 1, 'a second early is too early')
  now.advance(1001)
  assert.equal((await consumeTimes(limiter, '192.0.2.1', 3)).length, 0)
})

test('keys and rules are counted apart, also rules of one name with other bounds', async () => {
  const limiter = createLimiter({ now: testClock() })
  await consumeTimes(limiter, 'a', 3)
  await limiter.consume(rule, 'b')
  await limiter.consume({ ...rule, name: 'signIn.user' }, 'a')
  await limiter.consume({ ...rule, points: 4 }, 'a')
  assert.equal(await limiter.remaining(rule, 'a'), 0)
  assert.equal(await limiter.remaining(rule, 'b'), 2)
  assert.equal(await limiter.remaining(rule, 'c'), 3)
})

test('what was counted can be forgotten', async () => {
  const limiter = createLimiter({ now: testClock() })
  await consumeTimes(limiter, 'a', 3)
  await limiter.reset(rule, 'a')
  assert.equal(await limiter.remaining(rule, 'a'), 3)
})

test('calls at the same moment do not pass a bound together', async () => {
  const limiter = createLimiter({ now: testClock() })
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => limiter.consume(rule, 'a')))
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 3)
})

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

test('a rule that lasts longer than a day is a mistake', async () => {
  const limiter = createLimiter({ now: testClock() })
  await assert.rejects(limiter.consume({ ...rule, durationSeconds: 86_401 }, 'a'), /longer than a day/)
})
