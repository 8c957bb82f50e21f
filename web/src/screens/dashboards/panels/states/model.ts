/** States over time: stretches during which a series said the same. */
import { formatValue, type PanelOf } from '#common/dashboards'
import { writtenColor } from '../colors.ts'
import type { SeriesSet, SeriesView } from '../series.ts'

export type Stretch = { fromMs: number; toMs: number; text: string; color: string }
export type StateRow = { key: string; name: string; stretches: Stretch[] }
export type States = { rows: StateRow[]; legend: { text: string; color: string }[]; total: number }

const mostRows = 100
const mostStates = 24

export function statesOf({ options, type }: PanelOf<'state-timeline'>, { times, series, range }: SeriesSet): States {
  const lastGap = times.length > 1 ? (times.at(-1) ?? 0) - (times.at(-2) ?? 0) : 60_000
  const legend = new Map<string, string>()
  const rows = series.slice(0, mostRows).map((each, place): StateRow => {
    const merges = type !== 'status-history' && options.mergeValues
    const stretches: Stretch[] = []
    for (const [at, value] of each.values.entries()) {
      const [fromMs, next] = [times[at] ?? 0, times[at + 1]]
      if (value === null) continue
      const state = stateOf(each, value, place, range)
      if (legend.size < mostStates) legend.set(state.text, state.color)
      const toMs = next ?? fromMs + lastGap
      const before = stretches.at(-1)
      if (merges && before?.toMs === fromMs && before.text === state.text && before.color === state.color)
        before.toMs = toMs
      else stretches.push({ fromMs, toMs, ...state })
    }
    return { key: each.key, name: each.name, stretches }
  })
  return { rows, total: series.length, legend: [...legend].map(([text, color]) => ({ text, color })) }
}

function stateOf({ config }: SeriesView, value: number, place: number, range: SeriesSet['range']) {
  const written = formatValue(value, config)
  const { prefix, text, suffix } = written
  return { text: `${prefix}${text}${suffix}`, color: writtenColor(written, value, config, place, range) }
}
