import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { useTitle } from '../../components/screen.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { rangeBetween } from '../../components/time-range.ts'
import { useWorkspace } from '../../session.ts'
import {
  letterOf,
  maxQueries,
  newRow,
  queriesOf,
  refreshes,
  rowsOf,
  type Row,
  type Search,
  type SearchChange,
} from './address.ts'
import { ExploreBar } from './explore-bar.tsx'
import { ExploreResult } from './explore-result.tsx'
import { MetricBrowser } from './metric-browser.tsx'
import { NoMetrics } from './no-metrics.tsx'
import { askedQuery, metricsFallback, metricsQuery } from './prometheus.ts'
import { QueryRow } from './query-row.tsx'

const route = getRouteApi('/$workspace/metrics')

/** Questions to the metrics: a graph over the range, or the values at its end. */
export function Explore() {
  useTitle('Metrics')
  const { slug } = useWorkspace()
  const search: Search = route.useSearch()
  const navigate = route.useNavigate()
  const { expr: q = [], off = [], range = metricsFallback, refresh, view = 'graph', stack } = search
  const [rows, setRows] = useRows(search)
  const [focused, setFocused] = useState<number>()
  const [browsing, setBrowsing] = useState(false)
  const metrics = useQuery(metricsQuery(slug))
  const places = q.flatMap((text, place) => (text === '' || off.includes(place) ? [] : [place]))
  const queries = places.map((place) => q[place] ?? '')
  const every = range.includes('/') ? undefined : refreshes.find(({ value }) => value === refresh)
  const asked = useQuery({
    ...askedQuery(slug, view, queries, range),
    refetchInterval: every && 'ms' in every ? every.ms : false,
  })
  const set = (change: SearchChange): void =>
    void navigate({ search: (before: Search) => ({ ...before, ...change }), resetScroll: false })
  const run = (next: readonly Row[] = rows, change: SearchChange = {}): void => {
    const texts = queriesOf(next)
    if (JSON.stringify(texts) === JSON.stringify(search.expr) && Object.keys(change).length === 0) void asked.refetch()
    else set({ expr: texts, ...change })
  }
  const choose = (name: string): void => {
    setBrowsing(false)
    const target = rows.find(({ id }) => id === focused) ?? rows.at(-1)
    const next = rows.map((row) =>
      row === target ? { ...row, text: row.text === '' ? name : `${row.text} ${name}` } : row,
    )
    setRows(next)
    // What stood there alone is a whole query now.
    if (target?.text === '') run(next)
  }
  if (metrics.data?.length === 0) {
    return (
      <>
        <h1 className="sr-only">Metrics</h1>
        <NoMetrics />
      </>
    )
  }
  return (
    <div className="flex min-h-full flex-col pb-10">
      <h1 className="sr-only">Metrics</h1>
      <div className="border-b border-line px-3 pt-3 pb-2 md:px-4">
        <ol aria-label="Queries" className="flex flex-col gap-2">
          {rows.map((row, place) => (
            <QueryRow
              key={row.id}
              {...{ workspace: slug, place, text: row.text }}
              outcome={asked.data?.outcomes.find(({ query }) => query === row.text.trim() && q[place] === query)}
              hidden={off.includes(place)}
              alone={rows.length === 1}
              autoFocus={place > 0 || row.text === ''}
              onChange={(text) => {
                setFocused(row.id)
                setRows((before) => before.map((each) => (each.id === row.id ? { ...each, text } : each)))
              }}
              onRun={() => run()}
              onHide={() => {
                const others = off.filter((each) => each !== place)
                const next = off.includes(place) ? others : [...others, place]
                run(rows, { off: next.length > 0 ? next : undefined })
              }}
              onRemove={() => {
                const kept = rows.filter(({ id }) => id !== row.id)
                const moved = off.filter((each) => each !== place).map((each) => (each > place ? each - 1 : each))
                setRows(kept)
                run(kept, { off: moved.length > 0 ? moved : undefined })
              }}
            />
          ))}
        </ol>
        <ExploreBar
          {...{ search, view, range }}
          fetching={asked.isFetching}
          full={rows.length >= maxQueries}
          onRun={() => run()}
          onAdd={() => setRows([...rows, newRow()])}
          onBrowse={() => setBrowsing(true)}
          onChange={(change) => run(rows, change)}
        />
      </div>
      <div className="min-w-0 flex-1 px-3 py-4 md:px-4">
        {asked.isError && (
          <div className="mb-4">
            <ErrorPanel error={asked.error} retry={() => void asked.refetch()}>
              {asked.data && <p className="text-muted">What you see is as it was before.</p>}
            </ErrorPanel>
          </div>
        )}
        {asked.data && queries.length > 0 ? (
          <ExploreResult
            asked={asked.data}
            letters={places}
            {...{ stacked: stack === true, range }}
            stale={asked.isPlaceholderData || asked.isError}
            answeredAt={new Date(asked.dataUpdatedAt)}
            onZoom={(from, to) => set({ range: rangeBetween(from, to) })}
          />
        ) : (
          <Beginning waiting={asked.isFetching} hidden={q.length > 0 && queries.length === 0} />
        )}
      </div>
      <MetricBrowser workspace={slug} open={browsing} onClose={() => setBrowsing(false)} onChoose={choose} />
    </div>
  )
}

/** What is typed, until it is run; another address (the way back, a link) replaces it. */
function useRows(search: Search): [Row[], React.Dispatch<React.SetStateAction<Row[]>>] {
  const [rows, setRows] = useState(() => rowsOf(search))
  const key = JSON.stringify(search.expr)
  const [seen, setSeen] = useState(key)
  if (key !== seen) {
    setSeen(key)
    if (JSON.stringify(queriesOf(rows)) !== key) setRows(rowsOf(search))
  }
  return [rows, setRows]
}

function Beginning({ waiting, hidden }: { waiting: boolean; hidden: boolean }) {
  if (waiting) {
    return (
      <div role="status" aria-label="Loading">
        <Skeleton className="h-80" />
      </div>
    )
  }
  return (
    <p className="py-16 text-center text-muted">
      {hidden ? (
        'All queries are hidden.'
      ) : (
        <>
          Write a query in <span className="font-mono">{letterOf(0)}</span>, or browse the metrics. The language is{' '}
          <a href="/docs/promql" className="text-link">
            PromQL
          </a>
          .
        </>
      )}
    </p>
  )
}
