import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { ErrorLine } from '../../components/error-panel.tsx'
import { Exports } from '../../components/exports.tsx'
import { isUnderWay } from '../../exports.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { useClient, useWorkspace } from '../../session.ts'
import { workspaceExportsQuery } from './queries.ts'

/** All of the workspace as one file, written in the background. */
export function WorkspaceExports() {
  const { id, slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const query = useQuery(workspaceExportsQuery(slug))
  const start = useMutation({
    mutationFn: () => client.startWorkspaceExport(),
    onSettled: () => queryClient.invalidateQueries({ queryKey: workspaceExportsQuery(slug).queryKey }),
  })
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-4 p-4">
        <p className="min-w-0 flex-1 basis-64 text-muted">
          Everything in the workspace as JSON Lines, with counts at the end: incidents, events, status pages, members,
          the audit log. <code>npx watchword import</code> reads it into another installation. You are told by mail when
          it is ready.
        </p>
        <Button
          onClick={() => start.mutate()}
          pending={start.isPending}
          refusal={query.data?.items.some(isUnderWay) ? 'one is being written' : undefined}
        >
          Export …
        </Button>
      </div>
      {start.isError && (
        <div className="px-4 pb-3">
          <ErrorLine error={start.error} />
        </div>
      )}
      <Loaded query={query} skeleton={<SkeletonRows rows={1} />}>
        {({ items }) => (
          <div className={items.length > 0 ? 'border-t border-line' : undefined}>
            <Exports
              items={items}
              fileOf={(exportId) => `/api/v1/workspace/exports/${exportId}/file?workspace=${id}`}
            />
          </div>
        )}
      </Loaded>
    </Card>
  )
}
