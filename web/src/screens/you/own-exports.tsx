import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { ErrorLine } from '../../components/error-panel.tsx'
import { Exports } from '../../components/exports.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { isUnderWay } from '../../exports.ts'
import { exportsQuery } from './privacy-queries.ts'

export function OwnExports() {
  const queryClient = useQueryClient()
  const query = useQuery(exportsQuery)
  const start = useMutation({
    mutationFn: () => client.startUserExport(),
    onSettled: () => queryClient.invalidateQueries({ queryKey: exportsQuery.queryKey }),
  })
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-4 p-4">
        <p className="min-w-0 flex-1 basis-64 text-muted">
          Everything that is kept about you, as JSON: what it is for, who gets it, where it comes from and how long it
          stays. You are told by mail when it is ready.
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
            <Exports items={items} fileOf={(exportId) => `/api/v1/user/exports/${exportId}/file`} />
          </div>
        )}
      </Loaded>
    </Card>
  )
}
