import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { CheckMonitor } from '../../../api.ts'
import { Select } from '../../../components/field.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { useWorkspace } from '../../../session.ts'
import { checkRanges } from '../../../tabs.ts'
import { ShownOn } from '../shown-on.tsx'
import { historyQuery, latencyQuery, type CheckRange } from './queries.ts'
import { SeenFrom } from './seen-from.tsx'
import { Intervals, Periods } from './uptime.tsx'

const route = getRouteApi('/$workspace/monitors/checks/$monitorId')

const LatencyChart = lazy(async () => ({ default: (await import('./latency-chart.tsx')).LatencyChart }))

const rangeWords: Record<CheckRange, string> = {
  ...{ '1h': 'Last hour', '24h': 'Last 24 hours', '7d': 'Last 7 days', '30d': 'Last 30 days', '90d': 'Last 90 days' },
}

/** How it is and was: uptime, states, how long answers took, from where it is seen. */
export function CheckOverview({ monitor }: { monitor: CheckMonitor }) {
  const { slug: workspace } = useWorkspace()
  const { range = '24h' } = route.useSearch()
  const navigate = route.useNavigate()
  const history = useQuery(historyQuery(workspace, monitor.id, range))
  const latency = useQuery(latencyQuery(workspace, monitor.id, range))
  const choice = (
    <Select
      aria-label="Time range"
      value={range}
      onChange={({ target }) => {
        const next = checkRanges.find((each) => each === target.value)
        void navigate({ search: next && next !== '24h' ? { range: next } : {}, replace: true, resetScroll: false })
      }}
      options={checkRanges.map((value) => ({ value, word: rangeWords[value] }))}
    />
  )
  return (
    <>
      <Loaded query={history} skeleton={<Skeleton className="mb-8 h-20 w-full" />}>
        {(found) => <Periods history={found} />}
      </Loaded>
      <Section title="States" actions={choice}>
        <Loaded query={history} skeleton={<Skeleton className="h-16 w-full" />}>
          {(found) => <Intervals history={found} />}
        </Loaded>
      </Section>
      <Section title="Response time">
        <Card className="p-3">
          {latency.data && history.data && latency.data.points.length > 0 ? (
            <Suspense fallback={<Skeleton className="h-64 w-full" />}>
              <LatencyChart latency={latency.data} from={history.data.from} to={history.data.to} />
            </Suspense>
          ) : (
            <p className="py-6 text-center text-muted">{latency.isPending ? 'Loading …' : 'No answer in this time.'}</p>
          )}
        </Card>
      </Section>
      <Section title="Seen from">
        <SeenFrom monitor={monitor} />
      </Section>
      <ShownOn monitorId={monitor.id} />
    </>
  )
}
