import { Link } from '@tanstack/react-router'
import CircleX from 'lucide-react/icons/circle-x'
import CornerDownRight from 'lucide-react/icons/corner-down-right'
import { memo } from 'react'
import type { EntrySpan } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { Time } from '../../components/time.tsx'
import { counted, shortNumber } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { spanTime } from './span-time.ts'

export const rowKey = ({ traceId, spanId }: EntrySpan): string => `${traceId}-${spanId}`

type Props = { span: EntrySpan; longestMicros: number; current: boolean }

export const TraceRow = memo(function TraceRow({ span, longestMicros, current }: Props) {
  const { slug } = useWorkspace()
  const { traceId, spanId, parentSpanId, service, name, operation, status, environment, release } = span
  const failed = status === 'error'
  return (
    <div
      data-row={rowKey(span)}
      className={cn(
        'relative flex min-h-15 items-center gap-4 border-b border-line px-4 py-2 hover:bg-hover has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-accent',
        current && 'bg-selected hover:bg-selected',
      )}
    >
      {current && <span aria-hidden className="absolute inset-y-0 left-0 w-0.5 bg-accent-fill" />}
      <div className="min-w-0 flex-1">
        <div className="flex min-w-0 items-center gap-1.5">
          {parentSpanId !== null && (
            <span title="Called by another service: a part of a longer trace" className="shrink-0 text-faint">
              <CornerDownRight className="size-3.5" aria-hidden />
              <span className="sr-only">Part of a longer trace: </span>
            </span>
          )}
          <Link
            to="/$workspace/traces/$traceId"
            params={{ workspace: slug, traceId }}
            search={parentSpanId === null ? {} : { span: spanId }}
            className="truncate text-base font-medium outline-none after:absolute after:inset-0"
            title={name}
          >
            <bdi>{name || 'without a name'}</bdi>
          </Link>
          {failed && (
            <span className="inline-flex shrink-0 items-center gap-1 text-xs text-down">
              <CircleX className="size-3.5" strokeWidth={2.25} aria-hidden />
              Failed
            </span>
          )}
        </div>
        <p className="truncate text-xs text-muted">
          <bdi>{[service || 'no service', operation, environment, release].filter(Boolean).join(' · ')}</bdi>
        </p>
        <p className="mt-0.5 flex gap-3 text-xs text-muted md:hidden">
          <span className="font-medium text-text">{spanTime(span.durationMicros)}</span>
          <span>{counted(span.spanCount, 'span')}</span>
          {span.errorCount > 0 && <span className="text-down">{counted(span.errorCount, 'failed', 'failed')}</span>}
          <Time at={span.startedAt} className="ml-auto" />
        </p>
      </div>
      <div className={figures}>
        <span className={columns.duration}>
          <span className="block text-right text-text">{spanTime(span.durationMicros)}</span>
          <span aria-hidden className="mt-1 block h-1 overflow-hidden rounded-full bg-sunken">
            <span
              className={cn('block h-full rounded-full', failed ? 'bg-down' : 'bg-accent')}
              style={{ width: `${Math.max(1, (100 * span.durationMicros) / Math.max(1, longestMicros))}%` }}
            />
          </span>
        </span>
        <span className={columns.spans}>
          {shortNumber(span.spanCount)}
          <span className="sr-only"> spans</span>
        </span>
        <span className={cn(columns.failed, span.errorCount > 0 && 'font-medium text-down')}>
          {span.errorCount > 0 ? shortNumber(span.errorCount) : '–'}
          <span className="sr-only"> failed</span>
        </span>
        <Time at={span.startedAt} className={columns.started} />
      </div>
    </div>
  )
})

const figures = 'hidden shrink-0 items-center gap-6 text-xs text-muted md:flex'
const columns = {
  duration: 'w-28',
  spans: 'w-12 text-right',
  failed: 'w-12 text-right',
  started: 'w-18 text-right',
}

/** Names of the columns, for the eye; each value says its own name to a screen reader. */
export function TraceRowHeader() {
  return (
    <div aria-hidden className="hidden h-7 shrink-0 items-center border-b border-line px-4 text-xs text-faint md:flex">
      <span className="flex-1">Request, job or other beginning</span>
      <div className={cn(figures, 'text-faint')}>
        <span className={cn(columns.duration, 'text-right')}>Took</span>
        <span className={columns.spans}>Spans</span>
        <span className={columns.failed}>Failed</span>
        <span className={columns.started}>Started</span>
      </div>
    </div>
  )
}
