/**
 * How often something may be done, counted by rate-limiter-flexible: here in the memory of one process, in
 * rate-limit-redis.ts for all processes together.
 */
import { hash } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Clock } from './clock.ts'
import { rateLimited, type AppError } from './errors.ts'

/** At most `points` in each window of `durationSeconds` (one day at most). `name` is one per rule: `signIn.address`. */
export type LimitRule = { name: string; points: number; durationSeconds: number }

export type Limiter = {
  /**
   * Counts one, or so many together. Throws rate_limited, with the seconds until the window ends, when there is nothing
   * left; of several that do not fit none is counted.
   */
  consume(rule: LimitRule, key: string, points?: number): Promise<void>
  /** Takes back what was counted in the current window. */
  giveBack(rule: LimitRule, key: string, points: number): Promise<void>
  /** How many are left in the current window. */
  remaining(rule: LimitRule, key: string): Promise<number>
  /** Forgets what was counted, e.g. after the right password. */
  reset(rule: LimitRule, key: string): Promise<void>
}

export type LimiterOptions = {
  now: Clock
  /** Bound of the keys that are counted one by one, for each rule; about 200 bytes each. */
  maxKeys?: number
}

/** When a rule has no room for another key, new keys share these: stricter for them, and nobody's count is forgotten. */
const sharedKeys = 256
const daySeconds = 86_400

type Counter = { memory: RateLimiterMemory; keys: number; recountAt: number }

/**
 * The library reads the real time and takes no clock. So the window is part of the key, by our clock, and the library
 * only counts and forgets. Each key's windows start at an offset of its own, or everybody would come back at once.
 */
export function createLimiter({ now, maxKeys = 100_000 }: LimiterOptions): Limiter {
  const counters = new Map<string, Counter>()

  function counterOf(rule: LimitRule): Counter {
    const id = ruleId(rule)
    const found = counters.get(id)
    if (found) return found
    const memory = new RateLimiterMemory({ points: rule.points, duration: keptSeconds(rule), keyPrefix: '' })
    const counter = { memory, keys: 0, recountAt: 0 }
    counters.set(id, counter)
    return counter
  }

  function hasRoom(counter: Counter): boolean {
    if (counter.keys < maxKeys) return true
    if (now().getTime() < counter.recountAt) return false
    counter.keys = counter.memory.dump().storage.length
    counter.recountAt = now().getTime() + 1000
    return counter.keys < maxKeys
  }

  async function windowFor(counter: Counter, rule: LimitRule, key: string): Promise<Window> {
    const window = windowAt(rule, key, now().getTime())
    if (hasRoom(counter) || (await counter.memory.get(window.key)) !== null) return window
    return windowAt(rule, `shared:${Number.parseInt(window.key.slice(0, 8), 16) % sharedKeys}`, now().getTime())
  }

  return {
    async consume(rule, key, points = 1) {
      const counter = counterOf(rule)
      const window = await windowFor(counter, rule, key)
      try {
        const result = await counter.memory.consume(window.key, points)
        if (result.isFirstInDuration) counter.keys += 1
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error
        if (points > 1) await counter.memory.reward(window.key, points)
        throw refusal(window)
      }
    },
    async giveBack(rule, key, points) {
      const counter = counterOf(rule)
      const window = await windowFor(counter, rule, key)
      // Of a window that has ended meanwhile nothing is left to take back.
      const counted = (await counter.memory.get(window.key))?.consumedPoints ?? 0
      if (counted > 0) await counter.memory.reward(window.key, Math.min(points, counted))
    },
    async remaining(rule, key) {
      const counter = counterOf(rule)
      const counted = await counter.memory.get((await windowFor(counter, rule, key)).key)
      return counted?.remainingPoints ?? rule.points
    },
    async reset(rule, key) {
      const counter = counterOf(rule)
      await counter.memory.delete((await windowFor(counter, rule, key)).key)
    },
  }
}

/** Plans differ in points under the same name. */
export function ruleId({ name, points, durationSeconds }: LimitRule): string {
  return `${name}:${points}:${durationSeconds}`
}

/** Twice as long as the window, so that a key that was first seen early in a window is not forgotten late in it. */
export function keptSeconds({ name, durationSeconds }: LimitRule): number {
  if (durationSeconds > daySeconds) throw new Error(`rule ${name} lasts longer than a day`)
  return durationSeconds * 2
}

export function refusal(window: Window): AppError {
  return rateLimited(Math.max(1, Math.ceil(window.endsInMs / 1000)))
}

export type Window = { key: string; endsInMs: number }

/** Keys are addresses of people, so only their hash is kept. */
export function windowAt(rule: LimitRule, key: string, nowMs: number): Window {
  const digest = hash('sha256', `${rule.name}\n${key}`, 'buffer')
  const durationMs = rule.durationSeconds * 1000
  const time = nowMs + (digest.readUInt32BE(0) % durationMs)
  return {
    key: `${digest.toString('hex', 0, 16)}:${Math.floor(time / durationMs)}`,
    endsInMs: durationMs - (time % durationMs),
  }
}
