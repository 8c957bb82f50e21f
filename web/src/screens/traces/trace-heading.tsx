import { Link } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import Logs from 'lucide-react/icons/logs'
import type { Trace } from '../../api.ts'
import { buttonClass } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy.tsx'
import { Time } from '../../components/time.tsx'
import { absolute, fullNumber, shortNumber } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { spanTime } from './span-time.ts'
import type { Waterfall } from './waterfall.ts'

/** What it was, how long, how much of it failed, and its log lines. */
export function TraceHeading({ trace, waterfall }: { trace: Trace; waterfall: Waterfall }) {
  const { slug } = useWorkspace()
  const { traceId, startedAt, spanCount, services } = trace
  const { rows, startMicros, endMicros } = waterfall
  const rootName = rows[0]?.span.name
  // By the corrected clocks, if all of it is here.
  const durationMicros = rows.length === spanCount ? endMicros - startMicros : trace.durationMicros
  const failed = services.reduce((sum, { errorCount }) => sum + errorCount, 0)
  return (
    <header>
      <div className="flex min-h-12 flex-wrap items-center gap-x-2 gap-y-1 py-2">
        <Link
          to="/$workspace/traces"
          params={{ workspace: slug }}
          className="-ml-1 flex items-center gap-1 rounded p-1 text-muted hover:text-text"
          title="All traces"
        >
          <ArrowLeft className="size-4" aria-hidden />
          <span className="sr-only">All traces</span>
        </Link>
        <span className="flex min-w-0 items-center text-muted">
          <code className="truncate text-xs" title={traceId}>
            {traceId.slice(0, 12)}…
          </code>
          <CopyButton text={traceId} label="Copy the trace id" />
        </span>
        <Link
          to="/$workspace/logs"
          params={{ workspace: slug }}
          search={{ q: `trace:${traceId}` }}
          className={buttonClass('secondary', 'ml-auto')}
        >
          <Logs aria-hidden />
          Log lines
        </Link>
      </div>
      <h1 className="pt-1 text-xl font-semibold tracking-tight text-pretty break-words">
        <bdi>{rootName ?? 'Trace'}</bdi>
      </h1>
      <p className="mt-1 text-muted">
        <Time at={startedAt} /> · {absolute(new Date(startedAt)).split(' · ')[0]}
      </p>
      <dl className="mt-4 grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-4">
        <Figure name="Took">{spanTime(durationMicros)}</Figure>
        <Figure name={spanCount === 1 ? 'Span' : 'Spans'} full={fullNumber(spanCount)}>
          {shortNumber(spanCount)}
        </Figure>
        <Figure name={services.length === 1 ? 'Service' : 'Services'}>{services.length}</Figure>
        <Figure name="Failed" full={fullNumber(failed)} bad={failed > 0}>
          {failed === 0 ? 'none' : shortNumber(failed)}
        </Figure>
      </dl>
    </header>
  )
}

type FigureProps = { name: string; full?: string; bad?: boolean; children: React.ReactNode }

function Figure({ name, full, bad, children }: FigureProps) {
  return (
    <div className="bg-raised px-3.5 py-2.5">
      <dt className="text-xs text-faint">{name}</dt>
      <dd className={bad ? 'text-md font-semibold text-down' : 'text-md font-semibold'} title={full}>
        {children}
      </dd>
    </div>
  )
}
