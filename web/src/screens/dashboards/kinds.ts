/** What the kinds of panels are called. */
import type { PanelKind } from '#common/dashboards'

export const kindWords: Record<PanelKind, { one: string; many: string; says: string }> = {
  timeseries: { one: 'Time series', many: 'time series', says: 'Lines, areas or bars over time' },
  stat: { one: 'Stat', many: 'stats', says: 'One large number, with its course' },
  gauge: { one: 'Gauge', many: 'gauges', says: 'A number between its least and its most' },
  bargauge: { one: 'Bar gauge', many: 'bar gauges', says: 'Numbers as bars beside each other' },
  table: { one: 'Table', many: 'tables', says: 'Series and their values in rows' },
  heatmap: { one: 'Heatmap', many: 'heatmaps', says: 'How values spread over time' },
  'state-timeline': { one: 'State timeline', many: 'state timelines', says: 'Which state when' },
  piechart: { one: 'Pie', many: 'pies', says: 'Shares of a whole' },
  text: { one: 'Text', many: 'texts', says: 'Words, in Markdown' },
  row: { one: 'Row', many: 'rows', says: 'A heading that panels can be folded under' },
  unsupported: { one: 'Not supported', many: 'not supported', says: '' },
}

/** Those that can be made here, the most used first. */
export const newKinds = [
  ...(['timeseries', 'stat', 'gauge', 'bargauge', 'table'] as const),
  ...(['heatmap', 'state-timeline', 'piechart', 'text', 'row'] as const),
] as const
