/** What there is: series, names and values of labels, descriptions, exemplars. */
import type { Context } from '#platform/context'
import { invalidRequest } from '#platform/errors'
import type { PlainAnswer } from '#platform/http'
import { PromqlError } from '../promql/errors.ts'
import type { Matcher } from '../promql/queryable.ts'
import { childrenOf, parse, stableFeatures, unwrap, type Expression } from '../promql/syntax/index.ts'
import { findSeries, type SeriesQuery } from '../read/find-series.ts'
import { listExemplars } from '../read/list-exemplars.ts'
import { listDescriptions, listLabelNames, listLabelValues } from '../read/list-labels.ts'
import { answerJson, succeeded } from './answers.ts'
import { formatNumber } from './format.ts'
import { invalidParameter, readLimit, required, type Parameters } from './parameters.ts'
import { readTime } from './times.ts'

/** More are refused or, where a client asked for no limit, left out with a warning. */
const maxItems = 100_000
const maxSelectors = 32

export async function answerLabelNames(ctx: Context, parameters: Parameters): Promise<PlainAnswer> {
  return answerList(parameters, await union(parameters, (query) => listLabelNames(columnsOf(ctx), query)))
}

export async function answerLabelValues(ctx: Context, parameters: Parameters, label: string): Promise<PlainAnswer> {
  const list = (query: SeriesQuery) => listLabelValues(columnsOf(ctx), label, query)
  return answerList(parameters, await union(parameters, list))
}

export async function answerSeries(ctx: Context, parameters: Parameters): Promise<PlainAnswer> {
  const selectors = parameters.all('match[]')
  if (selectors.length === 0) throw invalidRequest('no match[] parameter provided')
  const time = readSpan(parameters)
  const found = new Map<string, object>()
  for (const matchers of readSelectors(selectors)) {
    for (const { labels } of await findSeries(columnsOf(ctx), { ...time, matchers, limit: maxItems })) {
      found.set(JSON.stringify(labels), Object.fromEntries(labels))
    }
  }
  return answerList(parameters, [...found.values()])
}

export async function answerMetadata(ctx: Context, parameters: Parameters): Promise<PlainAnswer> {
  const [limit, perMetric] = [readLimit(parameters), readLimit(parameters, 'limit_per_metric')]
  const rows = await listDescriptions(columnsOf(ctx), { metric: parameters.get('metric'), limit: maxItems })
  const metrics = [...Map.groupBy(rows, ({ metric }) => metric)].slice(0, limit === 0 ? maxItems : limit)
  const described = metrics.map(([metric, all]): [string, object[]] => [
    metric,
    all.slice(0, perMetric === 0 ? all.length : perMetric).map(({ kind, help, unit }) => ({ type: kind, help, unit })),
  ])
  return answerJson(succeeded(JSON.stringify(Object.fromEntries(described))))
}

export async function answerExemplars(ctx: Context, parameters: Parameters): Promise<PlainAnswer> {
  const time = readSpan(parameters)
  const answers = []
  for (const matchers of selectorsIn(parse(required(parameters, 'query'), stableFeatures))) {
    for (const { labels, exemplars } of await listExemplars(columnsOf(ctx), { ...time, matchers, limit: 10_000 })) {
      answers.push({
        seriesLabels: Object.fromEntries(labels),
        exemplars: exemplars.map(({ labels: own, value, atMs }) => ({
          labels: own,
          value: formatNumber(value),
          timestamp: atMs / 1000,
        })),
      })
    }
  }
  return answerJson(succeeded(JSON.stringify(answers)))
}

const columnsOf = (ctx: Context) => ctx.columns.forWorkspace(ctx.workspaceId)

/** Of all selectors together, or of everything where there is none. In order, one more than can be answered at most. */
async function union(parameters: Parameters, list: (query: SeriesQuery) => Promise<string[]>): Promise<string[]> {
  const time = readSpan(parameters)
  const selectors = readSelectors(parameters.all('match[]'))
  const all = new Set<string>()
  for (const matchers of selectors.length === 0 ? [[]] : selectors) {
    for (const item of await list({ ...time, matchers, limit: maxItems })) all.add(item)
  }
  return [...all].toSorted()
}

function answerList(parameters: Parameters, items: readonly unknown[]): PlainAnswer {
  const limit = Math.min(readLimit(parameters) || maxItems, maxItems)
  const shown = items.slice(0, limit)
  const warnings = items.length > limit || items.length >= maxItems ? ['results truncated due to limit'] : []
  return answerJson(succeeded(JSON.stringify(shown), { warnings }))
}

/** Everything where it is not said. */
function readSpan(parameters: Parameters): { afterMs: number; toMs: number } {
  const [afterMs = 0, toMs = 2 ** 32 * 1000] = [readTime(parameters, 'start'), readTime(parameters, 'end')]
  if (toMs < afterMs) throw invalidParameter('end', 'end timestamp must not be before start time')
  return { afterMs, toMs }
}

/** Matchers of each `match[]`. Throws invalid_request, PromqlError. */
export function readSelectors(texts: readonly string[]): readonly Matcher[][] {
  if (texts.length > maxSelectors) throw invalidRequest(`more than ${maxSelectors} match[] parameters`)
  return texts.map((text) => {
    const node = unwrap(parse(text, stableFeatures))
    if (node.kind !== 'selector' || node.offset || node.at !== undefined) {
      throw new PromqlError(
        'parse',
        `invalid parameter "match[]": ${JSON.stringify(text.slice(0, 100))} is no series selector`,
      )
    }
    return [...node.matchers]
  })
}

function selectorsIn(node: Expression): readonly Matcher[][] {
  return node.kind === 'selector' ? [[...node.matchers]] : childrenOf(node).flatMap(selectorsIn)
}
