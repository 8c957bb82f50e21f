/** What may be chosen of each variable and what is, those that others need first. */
import type { QueryClient } from '@tanstack/react-query'
import {
  allValues,
  initialChoice,
  interpolate,
  optionsOf,
  orderVariables,
  patternProblem,
  readLabelValues,
  valueOf,
  variablesIn,
  type Scope,
  type Variable,
  type VariableOption,
  type VariableValues,
} from '#common/dashboards'
import { describe, sentence } from '../../../api.ts'
import type { Chosen } from '../address.ts'
import { refreshMsOfVariable, variableResults } from './ask.ts'

export type Resolved = {
  variable: Variable
  options: VariableOption[]
  /** Values, or `$__all`. */
  chosen: string[]
  /** Why there is nothing to choose from. */
  fault?: string
}

export type Resolution = { variables: Resolved[]; values: VariableValues; problems: string[] }

type Input = {
  queryClient: QueryClient
  workspace: string
  variables: readonly Variable[]
  chosen: Chosen
  /** Of those that the address says nothing of: what was chosen before, where it is still there. */
  preferred: Chosen
  bounds: { fromMs: number; toMs: number }
}

/** Asks only for what is not known yet: a change of one variable asks again what depends on it. */
export async function resolveVariables({ variables, chosen, preferred, ...input }: Input): Promise<Resolution> {
  const { order, problems } = orderVariables([...variables])
  const found = new Map<string, Resolved>()
  const values: VariableValues = {}
  const wish = ({ name }: Variable): Wish => ({ wanted: chosen[name], preferred: preferred[name] })
  for (const level of levelsOf(order)) {
    const resolved = await Promise.all(level.map((variable) => resolveOne(variable, wish(variable), values, input)))
    for (const one of resolved) {
      found.set(one.variable.name, one)
      values[one.variable.name] = valueOf(one.variable, one.chosen, one.options)
    }
  }
  const inPlace = variables.flatMap(({ name }) => found.get(name) ?? [])
  return { variables: inPlace, values, problems: problems.map(({ text }) => text) }
}

/** Those that need none of each other are asked for at once. */
function levelsOf(order: readonly Variable[]): Variable[][] {
  const levelOf = new Map<string, number>()
  const levels: Variable[][] = []
  for (const variable of order) {
    const needed = variablesIn(`${variable.query} ${variable.regex}`)
    const level = Math.max(0, ...needed.map((name) => (levelOf.get(name) ?? -1) + 1))
    levelOf.set(variable.name, level)
    const those = (levels[level] ??= [])
    those.push(variable)
  }
  return levels
}

type Wish = { wanted: readonly string[] | undefined; preferred: readonly string[] | undefined }

async function resolveOne(
  variable: Variable,
  wish: Wish,
  values: VariableValues,
  { queryClient, workspace, bounds }: Pick<Input, 'queryClient' | 'workspace' | 'bounds'>,
): Promise<Resolved> {
  if (variable.kind !== 'query') {
    const options = optionsOf(variable, [])
    return { variable, options, chosen: choose(variable, wish, options) }
  }
  const scope = scopeOf(bounds)
  const text = interpolate(variable.query, values, scope, 'promql')
  const regex = interpolate(variable.regex, values, scope, 'pattern')
  try {
    const results = await queryClient.fetchQuery({
      queryKey: [workspace, 'variable', text, ...(variable.refresh === 'time' ? [bounds.fromMs, bounds.toMs] : [])],
      queryFn: ({ signal }) => variableResults({ workspace, query: readLabelValues(text), bounds, signal }),
      staleTime: refreshMsOfVariable,
    })
    const options = optionsOf({ ...variable, regex }, results)
    const problem = regex === '' ? undefined : patternProblem(regex)
    return {
      ...{ variable, options, chosen: choose(variable, wish, options) },
      ...(problem !== undefined && { fault: `All values are offered: the pattern ${problem}.` }),
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    return {
      variable,
      options: [],
      chosen: [...(wish.wanted ?? variable.current)],
      fault: sentence(describe(error).detail),
    }
  }
}

/** A link may name what is not there any more: then it stays, and the panels say that there is nothing. */
function choose(variable: Variable, { wanted = [], preferred = [] }: Wish, options: VariableOption[]): string[] {
  const there = preferred.filter((value) => value === allValues || options.some((option) => option.value === value))
  const chosen = wanted.length > 0 ? wanted : there
  if (chosen.length === 0) return initialChoice(variable, options)
  if (variable.includeAll && chosen.some((value) => value === allValues || value === 'All')) return [allValues]
  return variable.multi ? [...new Set(chosen)] : chosen.slice(0, 1)
}

function scopeOf({ fromMs, toMs }: Input['bounds']): Scope {
  const rangeMs = toMs - fromMs
  return { intervalMs: 15_000, rateIntervalMs: 60_000, rangeMs, fromMs, toMs }
}
