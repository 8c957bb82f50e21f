/** What `/api/v1/rules` is asked for. Throws invalid_request in Prometheus' words. */
import { invalidParameter, readSelectors, type Matcher, type Parameters } from '#modules/metrics'
import type { Group, Rule } from '../rule.ts'

export type RulesWanted = {
  kind: Rule['kind'] | undefined
  /** Empty: all. */
  ruleNames: ReadonlySet<string>
  groupNames: ReadonlySet<string>
  files: ReadonlySet<string>
  /** One of them must hold of a rule's labels; none: all rules. */
  selectors: readonly (readonly Matcher[])[]
  withAlerts: boolean
  /** 0: all of them. */
  groupLimit: number
  nextToken: string | undefined
}

export function readRulesWanted(parameters: Parameters): RulesWanted {
  const set = (name: string) => new Set(parameters.all(`${name}[]`))
  const nextToken = parameters.get('group_next_token')
  const groupLimit = readGroupLimit(parameters)
  if (nextToken !== undefined && groupLimit === 0) {
    throw invalidParameter('group_limit', 'group_limit needs to be present in order to paginate over the groups')
  }
  return {
    kind: readKind(parameters),
    ...{ ruleNames: set('rule_name'), groupNames: set('rule_group'), files: set('file') },
    selectors: readSelectors(parameters.all('match[]')),
    withAlerts: !readFlag(parameters, 'exclude_alerts'),
    ...{ groupLimit, nextToken },
  }
}

function readKind(parameters: Parameters): RulesWanted['kind'] {
  const text = parameters.get('type')?.toLowerCase()
  if (text === undefined) return undefined
  if (text === 'alert') return 'alerting'
  if (text === 'record') return 'recording'
  throw invalidParameter('type', `not supported value ${JSON.stringify(text.slice(0, 100))}`)
}

function readFlag(parameters: Parameters, name: string): boolean {
  const text = parameters.get(name)
  if (text === undefined || /^(0|f|false)$/i.test(text)) return false
  if (/^(1|t|true)$/i.test(text)) return true
  throw invalidParameter(name, `${JSON.stringify(text.slice(0, 100))} is neither true nor false`)
}

function readGroupLimit(parameters: Parameters): number {
  const text = parameters.get('group_limit')
  if (text === undefined) return 0
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (limit <= 0) throw invalidParameter('group_limit', 'group_limit needs to be greater than 0')
  return limit
}

/** By its name, and by its labels as they are written, before templates. */
export function isWanted({ kind, ruleNames, selectors }: RulesWanted, group: Group, rule: Rule): boolean {
  if (kind !== undefined && rule.kind !== kind) return false
  if (ruleNames.size > 0 && !ruleNames.has(rule.name)) return false
  if (selectors.length === 0) return true
  const labels = new Map(Object.entries({ ...group.labels, ...rule.labels }))
  return selectors.some((matchers) => matchers.every(({ name, matches }) => matches(labels.get(name) ?? '')))
}
