import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { Redis } from 'ioredis'
import { testClock } from './clock.ts'
import { createLog } from './log.ts'
import { consumeTimes, limiterContract, rule, type TestClock } from './rate-limit.contract.ts'
import { openRedisLimiter, type RedisLimiter } from './rate-limit-redis.ts'
import { ownRedis, type OwnRedis } from './redis-server.fixture.ts'

const serverUrl = process.env['WATCHWORD_TEST_REDIS_URL']
const skip = serverUrl === undefined ? 'set WATCHWORD_TEST_REDIS_URL to a Redis' : false

/** Keys that nobody else uses; the clock stands still, so windows of other runs are the same. */
const freshUrl = (): string => `${serverUrl}?keyPrefix=${randomBytes(6).toString('hex')}:`

const open = (url: string, now: TestClock, log = createLog('silent')): Promise<RedisLimiter> =>
  openRedisLimiter({ url, now, log })

limiterContract(
  'Redis',
  async (now) => {
    const limiter = await open(freshUrl(), now)
    return { limiter, close: () => limiter.close() }
  },
  skip,
)

test('processes count together [OPS-48]', { skip }, async (t) => {
  const now = testClock()
  const url = freshUrl()
  const limiters = await Promise.all([open(url, now), open(url, now)])
  t.after(() => Promise.all(limiters.map((limiter) => limiter.close())))
  const [one, other] = limiters as [RedisLimiter, RedisLimiter]
  await one.consume(rule, 'a')
  await other.consume(rule, 'a')
  assert.equal(await one.remaining(rule, 'a'), 1)
  await one.consume(rule, 'a')
  await assert.rejects(other.consume(rule, 'a'), { code: 'rate_limited' })
  await one.reset(rule, 'a')
  await other.consume(rule, 'a')
})

test('what is counted is forgotten by Redis itself, and no key names a person', { skip }, async (t) => {
  const url = freshUrl()
  const limiter = await open(url, testClock())
  const redis = new Redis(serverUrl ?? '')
  t.after(() => Promise.all([limiter.close(), redis.quit()]))
  await limiter.consume(rule, 'ada@example.com')
  const keys = await redis.keys(`${new URL(url).searchParams.get('keyPrefix')}*`)
  assert.equal(keys.length, 1)
  assert.doesNotMatch(keys[0] ?? '', /ada|example/)
  const ttlSeconds = await redis.ttl(keys[0] ?? '')
  assert.ok(ttlSeconds > rule.durationSeconds && ttlSeconds <= 2 * rule.durationSeconds)
})

test('while Redis is away each process goes on counting for itself, and says so once', { skip }, async (t) => {
  const { server, lines, log } = await prepare(t)
  const now = testClock()
  await server.start()
  const limiter = await open(server.url, now, log)
  t.after(() => limiter.close())
  await limiter.consume(rule, 'a')
  await server.kill()
  const refusals = await consumeTimes(limiter, 'a', 5)
  assert.equal(refusals.length, 2)
  assert.deepEqual(lines(), ['Redis is away; limits are counted in this process'])
  await server.start()
  await untilShared(limiter, now, lines)
  assert.equal((await consumeTimes(limiter, 'b', 4)).length, 1)
})

test('a Redis that is away at the start, or does not answer, holds nobody up for long', { skip }, async (t) => {
  const { server, lines, log } = await prepare(t)
  const now = testClock()
  const limiter = await open(server.url, now, log)
  t.after(() => limiter.close())
  assert.equal((await consumeTimes(limiter, 'a', 4)).length, 1)
  await server.start()
  await untilShared(limiter, now, lines)
  server.freeze()
  const startedMs = performance.now()
  assert.equal((await consumeTimes(limiter, 'b', 40)).length, 37)
  assert.ok(performance.now() - startedMs < 2_000)
  server.goOn()
})

type Prepared = { server: OwnRedis; lines: () => string[]; log: ReturnType<typeof createLog> }

async function prepare(t: { after(run: () => Promise<void>): void }): Promise<Prepared> {
  const server = await ownRedis()
  t.after(() => server.kill())
  const output = new PassThrough()
  let text = ''
  output.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const lines = (): string[] =>
    text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { msg: string }).msg)
  return { server, lines, log: createLog('info', output) }
}

async function untilShared(limiter: RedisLimiter, now: TestClock, lines: () => string[]): Promise<void> {
  for (let n = 0; n < 1_000; n += 1) {
    now.advance(1_001)
    await limiter.remaining(rule, 'probe')
    if (lines().at(-1) === 'Redis is back; limits are shared again') return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('waited ten seconds for Redis')
}
