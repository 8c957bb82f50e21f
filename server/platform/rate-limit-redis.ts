/**
 * The limiter whose counters all processes share, in Redis or Valkey. When Redis is away nothing is let through
 * uncounted: each process then counts for itself, so a limit is at most as many times as high as there are processes.
 */
import { once } from 'node:events'
import { Redis } from 'ioredis'
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import {
  createLimiter,
  keptSeconds,
  refusal,
  ruleId,
  windowAt,
  type Limiter,
  type LimitRule,
  type Window,
} from './rate-limit.ts'

export type RedisLimiterOptions = {
  /** `redis://user:password@host:6379/0`, `rediss://` for TLS. `?keyPrefix=name:` parts installations that share it. */
  url: string
  now: Clock
  log: Log
}

export type RedisLimiter = Limiter & { close(): Promise<void> }

const connectTimeoutMs = 2_000
const keyPrefix = 'watchword:limit'
/** Far longer than an answer takes, far shorter than whoever signs in would wait. */
const commandTimeoutMs = 250
/** How long Redis is not asked after it failed to answer: a slow Redis slows one request a second. */
const restMs = 1_000

/** Resolves when Redis is there or is known to be away, after two seconds at most: the program starts either way. */
export async function openRedisLimiter(options: RedisLimiterOptions): Promise<RedisLimiter> {
  const redis = connect(options.url)
  const limiter = createRedisLimiter(redis, options)
  await once(redis, 'ready', { signal: AbortSignal.timeout(connectTimeoutMs) }).catch(() => undefined)
  return limiter
}

function createRedisLimiter(redis: Redis, { now, log }: RedisLimiterOptions): RedisLimiter {
  const alone = createLimiter({ now })
  const counters = new Map<string, RateLimiterRedis>()
  let restsUntilMs = 0
  let saidAway = false

  redis.on('error', (error: unknown) => away(error))
  redis.on('ready', () => (restsUntilMs = 0))

  function away(error: unknown): void {
    restsUntilMs = now().getTime() + restMs
    if (!saidAway) log.warn('Redis is away; limits are counted in this process', { component: 'redis', error })
    saidAway = true
  }

  function counterOf(rule: LimitRule): RateLimiterRedis {
    const id = ruleId(rule)
    const found = counters.get(id)
    if (found) return found
    const counter = new RateLimiterRedis({
      storeClient: redis,
      points: rule.points,
      duration: keptSeconds(rule),
      keyPrefix: `${keyPrefix}:${id}`,
      rejectIfRedisNotReady: true,
    })
    counters.set(id, counter)
    return counter
  }

  /** What Redis says, else what this process knows by itself. A refusal is an answer. */
  async function shared<T>(
    rule: LimitRule,
    key: string,
    ask: (counter: RateLimiterRedis, window: Window) => Promise<T>,
    askAlone: () => Promise<T>,
  ): Promise<T> {
    const counter = counterOf(rule)
    const window = windowAt(rule, key, now().getTime())
    if (now().getTime() < restsUntilMs) return askAlone()
    try {
      const answer = await ask(counter, window)
      back()
      return answer
    } catch (error) {
      if (error instanceof RateLimiterRes) {
        back()
        throw refusal(window)
      }
      away(error)
      return askAlone()
    }
  }

  function back(): void {
    if (saidAway) log.info('Redis is back; limits are shared again', { component: 'redis' })
    saidAway = false
  }

  return {
    consume: (rule, key, points = 1) =>
      shared(
        rule,
        key,
        async (counter, window) => {
          try {
            await counter.consume(window.key, points)
          } catch (error) {
            if (error instanceof RateLimiterRes && points > 1) await counter.reward(window.key, points)
            throw error
          }
        },
        () => alone.consume(rule, key, points),
      ),
    giveBack: (rule, key, points) =>
      shared(
        rule,
        key,
        async (counter, window) => {
          const counted = (await counter.get(window.key))?.consumedPoints ?? 0
          if (counted > 0) await counter.reward(window.key, Math.min(points, counted))
        },
        () => alone.giveBack(rule, key, points),
      ),
    remaining: (rule, key) =>
      shared(
        rule,
        key,
        async (counter, window) => (await counter.get(window.key))?.remainingPoints ?? rule.points,
        () => alone.remaining(rule, key),
      ),
    reset: async (rule, key) => {
      // Also here: what was counted while Redis was away would count again when it next is.
      await alone.reset(rule, key)
      await shared(
        rule,
        key,
        async (counter, window) => {
          await counter.delete(window.key)
        },
        () => Promise.resolve(),
      )
    },
    close: async () => {
      // Asked politely only where somebody listens.
      if (redis.status === 'ready') await redis.quit().catch(() => undefined)
      redis.disconnect()
    },
  }
}

function connect(url: string): Redis {
  return new Redis(url, {
    connectionName: 'watchword',
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
    // A request that cannot be counted there is counted here at once instead of waiting for a connection.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
    // A failover answers writes with READONLY until the connection is made anew.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  })
}
