import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import ClipboardList from 'lucide-react/icons/clipboard-list'
import FileText from 'lucide-react/icons/file-text'
import { useId, useState } from 'react'
import type { Report } from '../../../api.ts'
import { Button, buttonClass } from '../../../components/button.tsx'
import { cn } from '../../../components/class-names.ts'
import { Empty } from '../../../components/empty.tsx'
import { ErrorPanel } from '../../../components/error-panel.tsx'
import { Select } from '../../../components/field.tsx'
import { Card } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { ReportState } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { counted, duration } from '../../../format.ts'
import { useWorkspace } from '../../../session.ts'
import { componentsQuery } from '../queries.ts'
import { Drafts } from './drafts.tsx'
import { filteredReportsQuery, type ReportFilter } from './queries.ts'
import { Scheduled } from './scheduled.tsx'

const route = getRouteApi('/$workspace/pages/$pageId')

export function Reports({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const { state, component, q } = route.useSearch()
  const filter: ReportFilter = { ...(state && { state }), ...(component && { component }), ...(q && { q }) }
  const query = useInfiniteQuery(filteredReportsQuery(slug, pageId, filter))
  const reports = query.data?.pages.flatMap((page) => page.items) ?? []
  const counts = query.data?.pages[0]?.counts
  const filtered = Object.keys(filter).length > 0
  if (query.isPending) return <SkeletonRows rows={3} />
  if (query.isError && reports.length === 0)
    return <ErrorPanel error={query.error} retry={() => void query.refetch()} />
  return (
    <>
      <Drafts pageId={pageId} />
      <Scheduled pageId={pageId} />
      {(filtered || reports.length > 0) && <Filters pageId={pageId} filter={filter} counts={counts} />}
      {reports.length === 0 && !filtered && (
        <Empty icon={<FileText />} title="No report yet">
          A report is the public story of something that went wrong: from “investigating” to “resolved”, one update
          after the other.
        </Empty>
      )}
      {reports.length === 0 && filtered && <p className="py-8 text-center text-muted">No report matches.</p>}
      {reports.length > 0 && (
        <Card>
          <ul>
            {reports.map((report) => (
              <Row key={report.id} report={report} />
            ))}
          </ul>
        </Card>
      )}
      {query.hasNextPage && (
        <div className="mt-3 text-center">
          <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show older reports
          </Button>
        </div>
      )}
      <p className="mt-4">
        <Link
          to="/$workspace/pages/$pageId/templates"
          params={{ workspace: slug, pageId }}
          className={buttonClass('secondary')}
        >
          <ClipboardList aria-hidden />
          Templates and drafts
        </Link>
      </p>
    </>
  )
}

function Row({ report }: { report: Report }) {
  const { slug } = useWorkspace()
  const { id, pageId, title, status, startedAt, resolvedAt, updates, components } = report
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-3 last:border-b-0 hover:bg-hover">
      <div className="min-w-0 flex-1 basis-60">
        <Link
          to="/$workspace/pages/$pageId/reports/$reportId"
          params={{ workspace: slug, pageId, reportId: id }}
          className="font-medium after:absolute after:inset-0"
        >
          {title}
        </Link>
        <p className="truncate text-xs text-muted">
          {[
            counted(updates.length, 'update'),
            ...(resolvedAt ? [`lasted ${duration(Date.parse(resolvedAt) - Date.parse(startedAt))}`] : []),
            ...components.map(({ name }) => name),
          ].join(' · ')}
        </p>
      </div>
      <ReportState state={status} className="text-xs" />
      <Time at={startedAt} className="w-20 text-right text-xs text-muted" />
    </li>
  )
}

const states = [
  { value: undefined, word: 'All' },
  { value: 'open', word: 'Open' },
  { value: 'over', word: 'Over' },
] as const

/** What is chosen stands in the address. */
function Filters({
  pageId,
  filter,
  counts,
}: {
  pageId: string
  filter: ReportFilter
  counts: { open: number; over: number } | undefined
}) {
  const { slug } = useWorkspace()
  const navigate = route.useNavigate()
  const id = useId()
  const [typed, setTyped] = useState(filter.q ?? '')
  const { data: components } = useQuery(componentsQuery(slug, pageId))
  const numbers = { undefined: counts && counts.open + counts.over, open: counts?.open, over: counts?.over }
  const change = (next: { component?: string | undefined; q?: string | undefined }) =>
    void navigate({ search: (current) => ({ ...current, ...next }), replace: true })
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <nav aria-label="Which reports" className="flex rounded-md border border-line bg-raised p-0.5">
        {states.map(({ value, word }) => (
          <Link
            key={word}
            to="/$workspace/pages/$pageId"
            params={{ workspace: slug, pageId }}
            search={(current) => ({ ...current, state: value })}
            replace
            aria-current={filter.state === value ? 'true' : undefined}
            className={cn(
              'flex h-6 items-center gap-1.5 rounded px-2 text-xs font-medium pointer-coarse:h-8',
              filter.state === value ? 'bg-sunken text-text' : 'text-muted hover:text-text',
            )}
          >
            {word} <span className="text-muted tabular-nums">{numbers[String(value) as keyof typeof numbers]}</span>
          </Link>
        ))}
      </nav>
      <label htmlFor={`${id}-component`} className="sr-only">
        Component
      </label>
      <Select
        id={`${id}-component`}
        value={filter.component ?? ''}
        options={[
          { value: '', word: 'Any component' },
          ...(components?.items ?? []).map((each) => ({ value: each.id, word: each.name })),
        ]}
        onChange={(event) => change({ component: event.target.value || undefined })}
        className="max-w-48"
      />
      <form
        role="search"
        className="min-w-40 flex-1"
        onSubmit={(event) => {
          event.preventDefault()
          change({ q: typed.trim() || undefined })
        }}
      >
        <input
          type="search"
          aria-label="Words of the title"
          placeholder="Search the titles"
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => change({ q: typed.trim() || undefined })}
          className="h-7 w-full rounded-md border border-line bg-surface px-2.5 text-sm shadow-card placeholder:text-faint pointer-coarse:h-9"
        />
      </form>
    </div>
  )
}
