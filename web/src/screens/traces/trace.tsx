import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import ChartGantt from 'lucide-react/icons/chart-gantt'
import { useMemo, useState } from 'react'
import type { Trace } from '../../api.ts'
import { Empty } from '../../components/empty.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useTitle } from '../../components/screen.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { fullNumber } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { criticalPath } from './critical-path.ts'
import { traceQuery } from './queries.ts'
import { ServiceSummary } from './service-summary.tsx'
import { TraceErrors } from './trace-errors.tsx'
import { TraceHeading } from './trace-heading.tsx'
import { layOut } from './waterfall.ts'
import { WaterfallView } from './waterfall-view.tsx'

const route = getRouteApi('/$workspace/traces/$traceId')

export function TraceScreen() {
  const { slug } = useWorkspace()
  const { traceId } = route.useParams()
  const { span } = route.useSearch()
  // Of a trace that is too long the server shows what is around the span that one came for; moving on asks for nothing.
  const [focus] = useState(span)
  const query = useQuery(traceQuery(slug, traceId, focus))
  useTitle(query.data?.spans[0]?.name ?? 'Trace')
  return (
    <Loaded whole query={query} skeleton={<TraceSkeleton />}>
      {(trace) => <TraceView key={trace.traceId} trace={trace} />}
    </Loaded>
  )
}

function TraceView({ trace }: { trace: Trace }) {
  const waterfall = useMemo(() => layOut(trace.spans), [trace.spans])
  const path = useMemo(() => criticalPath(waterfall), [waterfall])
  const { rows } = waterfall
  const orphans = rows.filter(({ isOrphan }) => isOrphan).length
  const shifted = rows.filter(({ shiftedMicros }) => shiftedMicros !== 0).length
  return (
    <div className="mx-auto w-full max-w-7xl px-4 pb-10 md:px-8">
      <TraceHeading trace={trace} waterfall={waterfall} />
      <TraceErrors trace={trace} />
      {rows.length === 0 ? (
        <Empty icon={<ChartGantt />} title="No span of this trace is here">
          Events name it, but its spans were not sent, were sampled away, or were removed by age.
        </Empty>
      ) : (
        <>
          <ServiceSummary services={trace.services} path={path} />
          <div className="mt-7 mb-2 flex flex-wrap items-baseline gap-x-3">
            <h2 className="text-sm font-semibold">Spans</h2>
            <p className="text-xs text-muted">
              {trace.spanCount > rows.length &&
                `${fullNumber(rows.length)} of ${fullNumber(trace.spanCount)} are shown: failed ones and beginnings first. `}
              {orphans > 0 &&
                `${orphans === 1 ? 'One names a parent' : `${fullNumber(orphans)} name parents`} that did not arrive. `}
              {shifted > 0 && `${fullNumber(shifted)} moved, because the clocks of two services disagree.`}
            </p>
          </div>
          <WaterfallView trace={trace} waterfall={waterfall} path={path} />
        </>
      )}
    </div>
  )
}

function TraceSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-6 md:px-8">
      <Skeleton className="h-5 w-40" />
      <Skeleton className="h-8 w-2/3" />
      <Skeleton className="h-16 w-full" />
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-96 w-full" />
    </div>
  )
}
