import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { JsonObject } from '#common/dashboards'
import { Button } from '../../../components/button.tsx'
import { Confirm } from '../../../components/dialog.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Card } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { Time } from '../../../components/time.tsx'
import { toast } from '../../../components/toast.tsx'
import { useClient } from '../../../session.ts'
import { useBoard } from '../board.ts'
import { dashboardQuery, versionsQuery } from '../queries.ts'

type Props = { dirty: boolean; onRestored: (json: JsonObject) => void }

/** Who saved what and when; an old one becomes the newest, and none is lost. */
export function VersionsPart({ dirty, onRestored }: Props) {
  const { workspace, stored } = useBoard()
  const client = useClient()
  const queryClient = useQueryClient()
  const query = useQuery(versionsQuery(workspace, stored.id))
  const [restoring, setRestoring] = useState<number>()
  const restore = async (version: number): Promise<void> => {
    const saved = await client.restoreDashboardVersion({
      params: { dashboardId: stored.id },
      body: { version, current: stored.version },
    })
    queryClient.setQueryData(dashboardQuery(workspace, stored.id).queryKey, saved)
    onRestored(saved.dashboard)
    toast({ words: `Version ${version} is here again, as version ${saved.version}.`, tone: 'good' })
    await queryClient.invalidateQueries({ queryKey: versionsQuery(workspace, stored.id).queryKey })
  }
  return (
    <div className="mx-auto max-w-3xl">
      <Loaded query={query} skeleton={<SkeletonRows rows={5} />}>
        {({ items }) => (
          <Card>
            <ul aria-label="Versions">
              {items.map(({ version, message, createdAt, createdBy }) => (
                <li key={version} className="flex items-center gap-3 border-b border-line px-4 py-2.5 last:border-0">
                  <span className="w-10 shrink-0 font-mono text-muted">{version}</span>
                  <span className="min-w-0 flex-1">
                    <span className="block truncate">{message || (version === 1 ? 'Made' : 'Saved')}</span>
                    <span className="block text-xs text-faint">
                      <Time at={createdAt} />
                      {createdBy && ` by ${createdBy.name}`}
                    </span>
                  </span>
                  {version === stored.version ? (
                    <span className="text-xs text-muted">Now</span>
                  ) : (
                    <Button
                      onClick={() => setRestoring(version)}
                      refusal={dirty ? 'Save or discard your changes first.' : undefined}
                    >
                      Restore
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </Card>
        )}
      </Loaded>
      <Confirm
        open={restoring !== undefined}
        onClose={() => setRestoring(undefined)}
        title={`Restore version ${restoring ?? ''}?`}
        action="Restore"
        run={() => (restoring === undefined ? Promise.resolve() : restore(restoring))}
      >
        It becomes the newest version. What is there now stays in the list.
      </Confirm>
    </div>
  )
}
