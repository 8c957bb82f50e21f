/** Panels, questions and answers as small as they can be. */
import { readDashboard, type Panel, type PanelKind, type PanelOf } from '#common/dashboards'
import type { Series } from './ask/answer.ts'
import type { Asked } from './ask/questions.ts'

type Written = { type: string; targets?: object[]; defaults?: object; overrides?: object[]; options?: object }

/** As a dashboard's JSON says it, read. */
export function panelOf<Kind extends PanelKind>(
  kind: Kind,
  { type, targets = [], defaults = {}, overrides = [], options = {}, ...more }: Written & Record<string, unknown>,
): PanelOf<Kind> {
  const json = { id: 1, type, title: 'A panel', targets, options, fieldConfig: { defaults, overrides }, ...more }
  const [panel] = readDashboard({ title: 'A dashboard', schemaVersion: 41, panels: [json] }).dashboard.panels
  if (!isOf(panel, kind)) throw new Error(`the panel is ${panel?.kind}`)
  return panel
}

const isOf = <Kind extends PanelKind>(panel: Panel | undefined, kind: Kind): panel is PanelOf<Kind> =>
  panel?.kind === kind

/** Three steps of a minute, from the first minute on. */
export function askedFor(changes: Partial<Asked['target']> & { instant?: boolean } = {}): Asked {
  const target = {
    refId: 'A',
    expr: 'up',
    legendFormat: '{{job}}',
    instant: false,
    range: true,
    format: 'time_series' as const,
    hide: false,
    exemplar: false,
    ...changes,
  }
  const { refId, expr, instant } = target
  return { panelKey: '1', refId, expr, instant, fromMs: 60_000, toMs: 180_000, stepMs: 60_000, target }
}

export const series = (labels: Record<string, string>, ...values: [seconds: number, value: string][]): Series => ({
  metric: labels,
  values,
})

export type Values = (number | null)[]
/** A series over minutes. */
export const frame = (name: string, values: Values, labels: Record<string, string> = {}) => ({
  ...{ name, refId: 'A' },
  fields: [
    { name: 'Time', type: 'time' as const, values: values.map((_, at) => at * 60_000) },
    { name, type: 'number' as const, labels, values },
  ],
})
export const timeseries = (custom: object, more: object = {}) =>
  panelOf('timeseries', { type: 'timeseries', defaults: { custom, ...more } })
