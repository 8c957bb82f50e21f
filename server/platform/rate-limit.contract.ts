/** What every limiter promises, wherever it counts. Each implementation's test file runs this suite. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testClock } from './clock.ts'
import { AppError } from './errors.ts'
import type { Limiter, LimitRule } from './rate-limit.ts'

export type LimiterFixture = { limiter: Limiter; close(): Promise<void> }
export type TestClock = ReturnType<typeof testClock>

export const rule: LimitRule = { name: 'signIn.address', points: 3, durationSeconds: 60 }

/** Returns the refusals. */
export async function consumeTimes(limiter: Limiter, key: string, times: number): Promise<AppError[]> {
  const errors: AppError[] = []
  for (let n = 0; n < times; n += 1) {
    await limiter.consume(rule, key).catch((error: unknown) => {
      assert.ok(error instanceof AppError && error.code === 'rate_limited')
      errors.push(error)
    })
  }
  return errors
}

export function limiterContract(
  name: string,
  open: (now: TestClock) => Promise<LimiterFixture>,
  skip: string | false,
): void {
  const guarantee = (sentence: string, run: (limiter: Limiter, now: TestClock) => Promise<void>): void => {
    void test(`${name}: ${sentence}`, { skip }, async () => {
      const now = testClock()
      const { limiter, close } = await open(now)
      try {
        await run(limiter, now)
      } finally {
        await close()
      }
    })
  }

  guarantee('so many pass in a window, the rest is told when to come back, and then it may', async (limiter, now) => {
    const [refusal, ...more] = await consumeTimes(limiter, '192.0.2.1', 5)
    assert.equal(more.length, 1)
    const waitSeconds = refusal?.retryAfterSeconds ?? 0
    assert.ok(waitSeconds >= 1 && waitSeconds <= 60)
    now.advance((waitSeconds - 1) * 1000 - 1)
    assert.equal((await consumeTimes(limiter, '192.0.2.1', 1)).length, 1, 'a second early is too early')
    now.advance(1001)
    assert.equal((await consumeTimes(limiter, '192.0.2.1', 3)).length, 0)
  })

  guarantee('keys and rules are counted apart, also rules of one name with other bounds', async (limiter) => {
    await consumeTimes(limiter, 'a', 3)
    await limiter.consume(rule, 'b')
    await limiter.consume({ ...rule, name: 'signIn.user' }, 'a')
    await limiter.consume({ ...rule, points: 4 }, 'a')
    assert.equal(await limiter.remaining(rule, 'a'), 0)
    assert.equal(await limiter.remaining(rule, 'b'), 2)
    assert.equal(await limiter.remaining(rule, 'c'), 3)
  })

  guarantee('several are counted together or not at all, and can be taken back', async (limiter) => {
    await limiter.consume(rule, 'a', 2)
    await assert.rejects(limiter.consume(rule, 'a', 2), { code: 'rate_limited' })
    assert.equal(await limiter.remaining(rule, 'a'), 1, 'those that did not fit are not counted')
    await limiter.giveBack(rule, 'a', 2)
    await limiter.giveBack(rule, 'b', 2)
    assert.deepEqual([await limiter.remaining(rule, 'a'), await limiter.remaining(rule, 'b')], [3, 3])
    await assert.rejects(limiter.consume(rule, 'a', 4), { code: 'rate_limited' })
    await limiter.consume(rule, 'a', 3)
    const nothing = { ...rule, points: 0 }
    await assert.rejects(limiter.consume(nothing, 'a'), { code: 'rate_limited' })
  })

  guarantee('what was counted can be forgotten', async (limiter) => {
    await consumeTimes(limiter, 'a', 3)
    await limiter.reset(rule, 'a')
    assert.equal(await limiter.remaining(rule, 'a'), 3)
  })

  guarantee('calls at the same moment do not pass a bound together', async (limiter) => {
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => limiter.consume(rule, 'a')))
    assert.equal(results.filter((result) => result.status === 'fulfilled').length, 3)
  })

  guarantee('a rule that lasts longer than a day is a mistake', async (limiter) => {
    await assert.rejects(limiter.consume({ ...rule, durationSeconds: 86_401 }, 'a'), /longer than a day/)
  })
}
