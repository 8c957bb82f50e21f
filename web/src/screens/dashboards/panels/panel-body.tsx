import type { Panel } from '#common/dashboards'
import { Component, type ReactNode } from 'react'
import { Skeleton } from '../../../components/skeleton.tsx'
import { AsTable } from './as-table.tsx'
import { Heatmap } from './heatmap/heatmap.tsx'
import { Failed, Faults, histogramWords, NoQuery, NoValue, Sentence, Unsupported } from './notes.tsx'
import type { PanelData } from './panel-data.ts'
import { Pie } from './pie/pie.tsx'
import { StateTimeline } from './states/state-timeline.tsx'
import { PanelTable } from './table/panel-table.tsx'
import { Text } from './text/text.tsx'
import { TimeSeries } from './time-series/time-series.tsx'
import type { PanelState } from './use-panel-data.ts'
import { usePanelScope } from './scope.ts'
import { BarGauge } from './values/bar-gauge.tsx'
import { Gauge } from './values/gauge.tsx'
import { Stat } from './values/stat.tsx'

type Props = { panel: Panel; state: PanelState; asTable: boolean }

/** What the panel shows, or why it shows nothing. */
export function PanelBody({ panel, state, asTable }: Props) {
  const { given } = usePanelScope()
  const { data, error, retry } = state
  if (panel.kind === 'row') return null
  if (panel.kind === 'unsupported') return <Unsupported type={panel.type} why={panel.why} />
  if (panel.kind === 'text') return <Text panel={panel} />
  const asks = panel.targets.some(
    ({ hide, unsupported, expr }) => !hide && unsupported === undefined && expr.trim() !== '',
  )
  if (!asks && given === undefined) return <NoQuery panel={panel} />
  if (!data) return error ? <Failed error={error} retry={retry} /> : <Waiting />
  const empty = data.frames.every(({ fields }) => fields.every(({ values }) => values.length === 0))
  if (empty && data.faults.length > 0) return <Faults faults={data.faults} />
  if (empty && data.histograms.length === 0) return <NoValue panel={panel} data={data} />
  if (empty && panel.kind !== 'heatmap') return <Sentence>{histogramWords(data.histograms.length)}</Sentence>
  return (
    <Guard key={`${panel.key} ${panel.kind}`} resetBy={data}>
      {asTable ? <AsTable panel={panel} data={data} /> : drawn(panel, data)}
    </Guard>
  )
}

function drawn(panel: Panel, data: PanelData): ReactNode {
  switch (panel.kind) {
    case 'timeseries':
      return <TimeSeries panel={panel} data={data} />
    case 'stat':
      return <Stat panel={panel} data={data} />
    case 'gauge':
      return <Gauge panel={panel} data={data} />
    case 'bargauge':
      return <BarGauge panel={panel} data={data} />
    case 'table':
      return <PanelTable panel={panel} data={data} />
    case 'heatmap':
      return <Heatmap panel={panel} data={data} />
    case 'state-timeline':
      return <StateTimeline panel={panel} data={data} />
    case 'piechart':
      return <Pie panel={panel} data={data} />
    default:
      return null
  }
}

const Waiting = () => (
  <div role="status" aria-label="Loading" className="h-full py-1">
    <Skeleton className="h-full w-full" />
  </div>
)

type GuardProps = { children: ReactNode; resetBy: unknown }

/** A panel that cannot be drawn breaks no dashboard. Only a class can catch what a component throws. */
class Guard extends Component<GuardProps, { error?: Error; of?: unknown }> {
  override state: { error?: Error; of?: unknown } = {}
  static getDerivedStateFromError(error: Error) {
    return { error }
  }
  override componentDidUpdate({ resetBy }: GuardProps): void {
    if (resetBy !== this.props.resetBy && this.state.error) this.setState({ error: undefined as never })
  }
  override render(): ReactNode {
    const { error } = this.state
    return error ? <Sentence>This panel could not be drawn: {error.message}</Sentence> : this.props.children
  }
}
