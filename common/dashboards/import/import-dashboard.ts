/** Takes a dashboard in: any form → the stored one. */
import { maxDashboardBytes } from '../limits.ts'
import { isObject, objectOf, own } from '../read/values.ts'
import type { Dashboard, Input, JsonObject, Problem } from '../model.ts'
import { collectProblems, type Problems } from '../problems.ts'
import { readClassic, readInputs } from '../read/dashboard.ts'
import { toClassic } from './to-classic.ts'

/** What data sources are called here: there is one, the workspace's own series. */
const ownSource = 'watchword'

/**
 * The stored form is classic and current, with placeholders filled in; keys that we do not know stay. `inputs` by the name of
 * the input; a constant that is not given has the value that it came with. Fatal problems: see `readDashboard`.
 */
export function importDashboard(
  json: unknown,
  inputs: Readonly<Record<string, string>> = {},
): { json: JsonObject; dashboard: Dashboard; problems: Problem[] } {
  const problems = collectProblems()
  const filled = fillInputs(toClassic(json, problems), inputs, problems)
  return { json: filled, dashboard: readClassic(filled, problems), problems: problems.list }
}

function fillInputs(json: JsonObject, given: Readonly<Record<string, string>>, problems: Problems): JsonObject {
  const asked = readInputs(json['__inputs'])
  if (asked.length === 0) return json
  const values = new Map(asked.map((input) => [input.name, valueOf(input, given)]))
  for (const input of objectsWithPlugin(json['__inputs'])) {
    if (input.plugin !== 'prometheus')
      problems.add(
        '__inputs',
        `${input.name} is a source of the kind ${input.plugin}: only Prometheus queries are supported`,
      )
  }
  const { __inputs: _filled, ...rest } = json
  const budget = { left: maxDashboardBytes }
  const filled = objectOf(replaceIn(rest, values, budget))
  if (budget.left >= 0) return filled
  problems.fatal(`with its placeholders filled in it is larger than ${maxDashboardBytes / 1024 / 1024} MB`)
  return {}
}

function valueOf(input: Input, given: Readonly<Record<string, string>>): string {
  if (input.kind === 'datasource') return ownSource
  return own(given, input.name) ?? input.value
}

function objectsWithPlugin(value: unknown): { name: string; plugin: string }[] {
  return (Array.isArray(value) ? value : [])
    .filter(isObject)
    .flatMap(({ name, pluginId, type }) =>
      type === 'datasource' && typeof pluginId === 'string' && typeof name === 'string'
        ? [{ name, plugin: pluginId }]
        : [],
    )
}

/** Depth is bounded: deeper dashboards were refused. A value that is written often may be long. */
function replaceIn(value: unknown, values: Map<string, string>, budget: { left: number }): unknown {
  if (typeof value === 'string') {
    return value.includes('${')
      ? value.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => take(values.get(name), budget) ?? whole)
      : value
  }
  if (Array.isArray(value)) return value.map((each) => replaceIn(each, values, budget))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaceIn(each, values, budget)]))
}

function take(value: string | undefined, budget: { left: number }): string | undefined {
  if (value !== undefined) budget.left -= value.length
  return budget.left < 0 ? '' : value
}
