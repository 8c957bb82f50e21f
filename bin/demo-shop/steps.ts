/** Steps with their times, for people to read along. */
import { setTimeout as delay } from 'node:timers/promises'

const pollMs = 50
const patienceMs = 30_000

export type Steps = {
  /** Runs one step and prints its name, its time and, where there is one, its remark. */
  step<T>(name: string, work: () => Promise<T>, remark?: (result: T) => string): Promise<T>
  note(text: string): void
}

export function createSteps(print: (line: string) => void): Steps {
  let count = 0
  return {
    step: async (name, work, remark) => {
      const startMs = performance.now()
      const result = await work()
      const tookMs = Math.round(performance.now() - startMs)
      count += 1
      print(`${String(count).padStart(3)}  ${String(tookMs).padStart(6)} ms  ${name}`)
      const text = remark?.(result) ?? ''
      for (const line of text.split('\n').filter(Boolean)) print(`${' '.repeat(16)}${line}`)
      return result
    },
    note: (text) => print(`${' '.repeat(16)}${text}`),
  }
}

/** Asks until there is an answer; throws after half a minute. */
export async function until<T>(what: string, find: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const deadlineMs = performance.now() + patienceMs
  while (performance.now() < deadlineMs) {
    const found = await find()
    if (found !== undefined) return found
    await delay(pollMs)
  }
  throw new Error(`waited ${patienceMs / 1000} seconds in vain for ${what}`)
}
