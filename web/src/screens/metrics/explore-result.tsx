import Download from 'lucide-react/icons/download'
import SearchX from 'lucide-react/icons/search-x'
import { useMemo } from 'react'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { rangeWords } from '../../components/time-range.ts'
import { absolute, clock, counted, duration } from '../../format.ts'
import { saveAs } from '../../save-as.ts'
import { csvOfGrid, csvOfRows } from './csv.ts'
import { Graph } from './graph.tsx'
import { gridOf } from './grid.ts'
import { InstantTable, instantRows } from './instant-table.tsx'
import { metricsFallback, type Asked } from './prometheus.ts'

type Props = {
  asked: Asked
  /** Places of the queries that were asked among all. */
  letters: readonly number[]
  stacked: boolean
  range: string
  /** What is shown is of another question, or the last one failed. */
  stale: boolean
  answeredAt: Date
  onZoom: (from: Date, to: Date) => void
}

export function ExploreResult({ asked, letters, stacked, range, stale, answeredAt, onZoom }: Props) {
  const grid = useMemo(() => gridOf(asked.outcomes, asked), [asked])
  const rows = useMemo(() => instantRows(asked.outcomes), [asked])
  // Until the other view has its own answer, what there is is shown as what it is.
  const isGraph = asked.view === 'graph'
  const count = isGraph ? grid.lines.length : rows.length
  const answered = asked.outcomes.some(({ fault }) => fault === undefined)
  if (!answered) return null
  const save = (): void => {
    const text = isGraph ? csvOfGrid(grid) : csvOfRows(rows)
    void saveAs(new Response(text, { headers: { 'content-type': 'text/csv' } }), `metrics-${asked.view}.csv`)
  }
  return (
    <>
      <div className="mb-2 flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
        <p role="status" title={absolute(answeredAt)}>
          {stale ? `Stale, as of ${clock(answeredAt)}` : `As of ${clock(answeredAt)}`}
          {isGraph &&
            ` · ${counted(grid.total, 'series', 'series')} · a point each ${duration(asked.stepSeconds * 1000)}`}
        </p>
        <div className="flex-1" />
        {count > 0 && (
          <Button icon={<Download aria-hidden />} onClick={save}>
            Download CSV
          </Button>
        )}
      </div>
      {grid.histograms > 0 && isGraph && (
        <p role="status" className="mb-2 rounded-md bg-unknown-soft px-3 py-1.5 text-sm">
          {counted(grid.histograms, 'series is a histogram', 'series are histograms')}, which no line can show:
          histogram_quantile() or histogram_avg() makes numbers of it.
        </p>
      )}
      {count === 0 && grid.histograms === 0 && (
        <Empty icon={<SearchX />} title="No series fits">
          {rangeWords(range, metricsFallback)}. Names and labels have to be exactly as they were sent.
        </Empty>
      )}
      {isGraph && count > 0 && <Graph {...{ grid, stacked, stale, onZoom }} />}
      {!isGraph && count > 0 && <InstantTable outcomes={asked.outcomes} letters={letters} />}
    </>
  )
}
