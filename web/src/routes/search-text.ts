/**
 * How parameters stand in an address. Variables of dashboards (`var-job=api&var-job=web`) are texts, each of their values
 * on its own, as in links of Grafana: `1.10` is no number. All others are written as the router does.
 */
import { defaultParseSearch, defaultStringifySearch } from '@tanstack/react-router'

const isVariable = (name: string): boolean => name.startsWith('var-')

export function parseSearch(search: string): Record<string, unknown> {
  const texts = new URLSearchParams(search)
  const names = new Set([...texts.keys()].filter(isVariable))
  const others = new URLSearchParams([...texts].filter(([name]) => !isVariable(name)))
  const read: Record<string, unknown> = defaultParseSearch(`?${others}`)
  for (const name of names) read[name] = texts.getAll(name)
  return read
}

export function stringifySearch(search: Record<string, unknown>): string {
  const entries = Object.entries(search)
  const text = defaultStringifySearch(Object.fromEntries(entries.filter(([name]) => !isVariable(name))))
  const variables = new URLSearchParams()
  for (const [name, value] of entries) {
    if (!isVariable(name) || value === undefined) continue
    const values: unknown[] = Array.isArray(value) ? value : [value]
    for (const each of values) variables.append(name, String(each))
  }
  if (variables.size === 0) return text
  return text === '' ? `?${variables}` : `${text}&${variables}`
}
