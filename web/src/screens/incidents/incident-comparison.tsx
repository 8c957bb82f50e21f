import { useQuery } from '@tanstack/react-query'
import Scale from 'lucide-react/icons/scale'
import { useState } from 'react'
import type { Incident, IncidentDetail } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Empty } from '../../components/empty.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { useWorkspace } from '../../session.ts'
import { GroupingDifferences } from './grouping-differences.tsx'
import { IncidentChoice } from './incident-choice.tsx'
import { newestEventQuery } from './incident-queries.ts'

/** “Why is this not with that one?”, by the newest event of each. */
export function Comparison({ incident }: { incident: IncidentDetail }) {
  const [choosing, setChoosing] = useState(false)
  const [other, setOther] = useState<Incident>()
  return (
    <section className="mt-8">
      <div className="mb-2 flex min-h-7 items-center gap-3">
        <h2 className="min-w-0 flex-1 text-sm font-semibold">Why is another one apart?</h2>
        <Button icon={<Scale aria-hidden />} onClick={() => setChoosing(true)}>
          Compare with …
        </Button>
      </div>
      {other ? (
        <Compared incident={incident} other={other} />
      ) : (
        <p className="text-muted">Compares the newest events of two incidents, part by part.</p>
      )}
      <Dialog
        open={choosing}
        onClose={() => setChoosing(false)}
        title={`Compare #${incident.number} with`}
        className="w-[min(94vw,38rem)]"
      >
        <div className="min-h-0 overflow-y-auto px-5 pb-5">
          <IncidentChoice
            incident={incident}
            chosen={other ? [other] : []}
            single
            onChange={([one]) => {
              setOther(one)
              setChoosing(false)
            }}
          />
        </div>
      </Dialog>
    </section>
  )
}

function Compared({ incident, other }: { incident: IncidentDetail; other: Incident }) {
  const { slug } = useWorkspace()
  const own = useQuery(newestEventQuery(slug, incident.id))
  const others = useQuery(newestEventQuery(slug, other.id))
  return (
    <Loaded query={own} skeleton={<SkeletonRows rows={3} />}>
      {(first) => (
        <Loaded query={others} skeleton={<SkeletonRows rows={3} />}>
          {(second) =>
            first.id === second.id ? (
              <Empty icon={<Scale />} title="This is the same event" />
            ) : (
              <GroupingDifferences
                projectId={incident.projectId}
                first={{ eventId: first.id, name: `#${incident.number}` }}
                second={{ eventId: second.id, name: `#${other.number}` }}
              />
            )
          }
        </Loaded>
      )}
    </Loaded>
  )
}
