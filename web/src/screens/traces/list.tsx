import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import ChartGantt from 'lucide-react/icons/chart-gantt'
import { useMemo } from 'react'
import type { TraceQuery } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Paged } from '../../components/paged.tsx'
import { useTitle } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'
import { parseTraceFilter, rangeOf } from './filter.ts'
import { TraceFilterBar } from './filter-bar.tsx'
import { NoTraces } from './no-traces.tsx'
import { tracesQuery } from './queries.ts'
import { rowKey, TraceRow, TraceRowHeader } from './row.tsx'
import { useTraceKeys } from './use-trace-keys.ts'

const route = getRouteApi('/$workspace/traces')

/** Requests, jobs and other entry spans; each leads to its trace. */
export function TraceList() {
  useTitle('Traces')
  const { slug } = useWorkspace()
  const { q = '', project, range, sort = 'newest', row } = route.useSearch()
  const { query: wanted, problems } = useMemo(() => parseTraceFilter(q), [q])
  const filter: TraceQuery = { ...wanted, sort, ...(project !== undefined && { projectId: project }) }
  const query = useInfiniteQuery(tracesQuery(slug, filter, rangeOf(range).ms))
  const { data: projects } = useQuery(projectsQuery(slug))
  const spans = query.data?.pages.flatMap(({ items }) => items) ?? []
  useTraceKeys(spans)
  const unfiltered = q.trim() === '' && project === undefined && range === undefined
  return (
    <div className="flex min-h-full flex-col">
      <h1 className="sr-only">Traces</h1>
      <TraceFilterBar line={q} problems={problems} projects={projects?.items ?? []} query={query} />
      <Paged
        query={query}
        skeleton={<SkeletonRows rows={10} />}
        more={sort === 'newest' ? 'Show older' : 'Show faster'}
      >
        {(items) => {
          if (items.length === 0) return unfiltered ? <NoTraces /> : <NothingFits />
          const longest = Math.max(...items.map(({ durationMicros }) => durationMicros))
          return (
            <>
              <TraceRowHeader />
              <ul>
                {items.map((span) => (
                  <li key={rowKey(span)}>
                    <TraceRow span={span} longestMicros={longest} current={row === rowKey(span)} />
                  </li>
                ))}
              </ul>
            </>
          )
        }}
      </Paged>
      <div className="h-10" />
    </div>
  )
}

function NothingFits() {
  const navigate = route.useNavigate()
  return (
    <Empty
      icon={<ChartGantt />}
      title="No trace fits"
      action={<Button onClick={() => void navigate({ search: {} })}>Show all traces</Button>}
    >
      Nothing in this time has these fields. A longer time, or fewer words, finds more.
    </Empty>
  )
}
