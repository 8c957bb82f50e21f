import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import FileText from 'lucide-react/icons/file-text'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { ReportState } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { reportsQuery } from './queries.ts'

export function Reports({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const query = useInfiniteQuery(reportsQuery(slug, pageId))
  const reports = query.data?.pages.flatMap((page) => page.items) ?? []
  if (query.isPending) return <SkeletonRows rows={3} />
  if (query.isError && reports.length === 0)
    return <ErrorPanel error={query.error} retry={() => void query.refetch()} />
  if (reports.length === 0) {
    return (
      <Empty icon={<FileText />} title="No report yet">
        A report is the public story of something that went wrong: from “investigating” to “resolved”, one update after
        the other.
      </Empty>
    )
  }
  return (
    <>
      <Card>
        <ul>
          {reports.map(({ id, title, status, startedAt, updates, components }) => (
            <li
              key={id}
              className="relative flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-3 last:border-b-0 hover:bg-hover"
            >
              <div className="min-w-0 flex-1 basis-60">
                <Link
                  to="/$workspace/pages/$pageId/reports/$reportId"
                  params={{ workspace: slug, pageId, reportId: id }}
                  className="font-medium after:absolute after:inset-0"
                >
                  {title}
                </Link>
                <p className="truncate text-xs text-faint">
                  {[counted(updates.length, 'update'), ...components.map(({ name }) => name)].join(' · ')}
                </p>
              </div>
              <ReportState state={status} className="text-xs" />
              <Time at={startedAt} className="w-20 text-right text-xs text-muted" />
            </li>
          ))}
        </ul>
      </Card>
      {query.hasNextPage && (
        <div className="mt-3 text-center">
          <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show older reports
          </Button>
        </div>
      )}
    </>
  )
}
