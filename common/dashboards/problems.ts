/** Gathers what could not be read, up to a bound: the last place says that there is more. */
import { maxProblems } from './limits.ts'
import type { Problem } from './model.ts'

export type Problems = {
  list: Problem[]
  add: (at: string, text: string) => void
  fatal: (text: string) => void
}

export function collectProblems(): Problems {
  const list: Problem[] = []
  const seen = new Set<string>()
  const put = (problem: Problem): void => {
    const key = `${problem.at}\n${problem.text}`
    if (seen.has(key) || list.length > maxProblems) return
    seen.add(key)
    list.push(list.length === maxProblems ? { at: '', text: 'there is more that could not be read' } : problem)
  }
  return {
    list,
    add: (at, text) => put({ at, text }),
    fatal: (text) => put({ at: '', text, fatal: true }),
  }
}
