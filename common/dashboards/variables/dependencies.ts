/** Which variable needs which: those that others need are asked for first. */
import type { Problem, Variable } from '../model.ts'
import { variablePattern } from './pattern.ts'

/** Those that others need first; a cycle is a problem, and its members come last. */
export function orderVariables(variables: readonly Variable[]): { order: Variable[]; problems: Problem[] } {
  const needs = needsOf(variables)
  const order: Variable[] = []
  const placed = new Set<string>()
  let waiting = [...variables]
  while (waiting.length > 0) {
    const ready = waiting.filter(({ name }) => [...(needs.get(name) ?? [])].every((needed) => placed.has(needed)))
    if (ready.length === 0) break
    for (const variable of ready) placed.add(variable.name)
    order.push(...ready)
    waiting = waiting.filter(({ name }) => !placed.has(name))
  }
  const cycle = waiting.filter(({ name }) => reaches(needs, name, name)).map(({ name }) => name)
  const text = `these variables need each other: ${cycle.join(', ')}`
  return { order: [...order, ...waiting], problems: waiting.length > 0 ? [{ at: 'templating.list', text }] : [] }
}

/** Names of all variables that change when this one does, in the order in which they are to be asked for. */
export function dependents(variables: readonly Variable[], name: string): string[] {
  const needs = needsOf(variables)
  return orderVariables(variables)
    .order.map((variable) => variable.name)
    .filter((other) => other !== name && reaches(needs, other, name))
}

/** Names of the variables that a text has in it, the built-in ones too. */
export function variablesIn(text: string): string[] {
  const names = [...text.matchAll(variablePattern)].map((match) => match[1] ?? match[4] ?? match[5] ?? '')
  return [...new Set(names)]
}

function needsOf(variables: readonly Variable[]): Map<string, Set<string>> {
  const known = new Set(variables.map(({ name }) => name))
  return new Map(
    variables.map((variable) => {
      // What is only chosen among written options asks for nothing.
      const text = variable.kind === 'query' ? `${variable.query}\n${variable.regex}` : ''
      return [variable.name, new Set(variablesIn(text).filter((name) => known.has(name)))]
    }),
  )
}

function reaches(needs: Map<string, Set<string>>, from: string, to: string): boolean {
  const seen = new Set<string>()
  const open = [from]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const needed of needs.get(next) ?? []) {
      if (needed === to) return true
      if (!seen.has(needed)) open.push(needed)
      seen.add(needed)
    }
  }
  return false
}
