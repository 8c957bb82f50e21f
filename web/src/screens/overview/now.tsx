import type { UseQueryResult } from '@tanstack/react-query'
import CircleCheck from 'lucide-react/icons/circle-check'
import type { IncidentPage } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { IncidentLine } from './incident-line.tsx'

export function Now({ open, silent }: { open: UseQueryResult<IncidentPage>; silent: boolean | undefined }) {
  return (
    <Loaded query={open} skeleton={<SkeletonRows rows={3} />}>
      {({ items }) => (
        <Card>
          {items.length === 0 ? (
            silent ? (
              <p className="hatched px-4 py-5 text-unknown">Unknown: no project has sent anything yet.</p>
            ) : (
              <p className="flex items-center gap-2.5 px-4 py-5 text-muted">
                <CircleCheck className="size-4.5 text-up" aria-hidden />
                No incident is open.
              </p>
            )
          ) : (
            <ul>
              {items.map((incident) => (
                <IncidentLine key={incident.id} incident={incident} at={incident.lastSeenAt} />
              ))}
            </ul>
          )}
        </Card>
      )}
    </Loaded>
  )
}
