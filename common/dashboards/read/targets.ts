/** The questions of a panel. */
import { maxExpressionChars, maxTargetsPerPanel } from '../limits.ts'
import type { JsonObject, Target } from '../model.ts'
import type { Problems } from '../problems.ts'
import { defined, flagOf, isObject, objectOf, objectsOf, oneOf, someText, textOf } from './values.ts'

const formats = ['time_series', 'table', 'heatmap'] as const
/** Kinds of sources that a dashboard written for Prometheus may name. */
const ours = new Set(['prometheus', 'grafana-amazonprometheus-datasource', 'victoriametrics-metrics-datasource'])

export function readTargets(panel: JsonObject, at: string, problems: Problems): Target[] {
  const all = Array.isArray(panel['targets']) ? panel['targets'].length : 0
  if (all > maxTargetsPerPanel)
    problems.add(`${at}.targets`, `more than ${maxTargetsPerPanel} queries: the rest is left out`)
  const taken = new Set<string>()
  return objectsOf(panel['targets'], maxTargetsPerPanel).map((target, index) => {
    const read = readTarget(target, panel, taken)
    if (textOf(target['expr'], maxExpressionChars + 1).length > maxExpressionChars) {
      problems.add(`${at}.targets[${index}].expr`, `longer than ${maxExpressionChars} characters`)
      return { ...read, expr: '', unsupported: `longer than ${maxExpressionChars} characters` }
    }
    if (read.unsupported !== undefined && !read.hide) problems.add(`${at}.targets[${index}]`, read.unsupported)
    return read
  })
}

function readTarget(target: JsonObject, panel: JsonObject, taken: Set<string>): Target {
  const instant = flagOf(target['instant'], false)
  return defined({
    refId: freeRefId(textOf(target['refId'], 50), taken),
    expr: textOf(target['expr'], maxExpressionChars),
    legendFormat: textOf(target['legendFormat'], 2000),
    instant,
    // Dashboards from before both could be asked have only `instant`.
    range: flagOf(target['range'], !instant),
    format: oneOf(target['format'], formats, 'time_series'),
    interval: someText(target['interval'], 50),
    hide: flagOf(target['hide'], false),
    exemplar: flagOf(target['exemplar'], false),
    unsupported: whyNotAsked(target, panel),
  })
}

/** Two queries of one name could not be told apart by overrides and transformations. */
function freeRefId(wanted: string, taken: Set<string>): string {
  let refId = wanted
  for (let next = 0; refId === '' || taken.has(refId); next++) refId = refIdOf(next)
  taken.add(refId)
  return refId
}

/** A … Z, AA, AB … */
export function refIdOf(index: number): string {
  const letter = String.fromCodePoint(65 + (index % 26))
  return index < 26 ? letter : refIdOf(Math.floor(index / 26) - 1) + letter
}

function whyNotAsked(target: JsonObject, panel: JsonObject): string | undefined {
  const source = sourceOf(target['datasource']) ?? sourceOf(panel['datasource'])
  if (source === undefined || ours.has(source)) return undefined
  // Every query has a source of its own; `-- Grafana --` gives random walks and lists of alerts.
  if (source === 'mixed' || (source === 'datasource' && typeof target['expr'] === 'string')) return undefined
  if (source === '__expr__') return 'an expression on the server over other queries is not supported'
  return `it asks a source of the kind ${source}: only Prometheus queries are supported`
}

/** The kind of a source, when it says one: older dashboards have only its name, or a variable. */
function sourceOf(datasource: unknown): string | undefined {
  if (datasource === '-- Mixed --') return 'mixed'
  if (datasource === '-- Dashboard --' || datasource === '-- Grafana --') return 'datasource'
  if (!isObject(datasource)) return undefined
  const { type, uid } = objectOf(datasource)
  if (uid === '__expr__' || type === '__expr__') return '__expr__'
  if (uid === '-- Mixed --') return 'mixed'
  return someText(type, 100)
}
