import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ProjectGrouping } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Time } from '../../components/time.tsx'
import { toast } from '../../components/toast.tsx'
import { counted, date } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { GroupingDiff } from './grouping-changes.tsx'
import { authorOf } from './grouping-author.ts'
import { countRules } from './grouping-text.ts'
import { groupingQuery, newestRevisionsQuery, refreshRevisions } from './grouping-queries.ts'
import { membersQuery } from '../members/queries.ts'

/** What is in force, and by what else open incidents are still known. */
export function GroupingStatus({ grouping }: { grouping: ProjectGrouping }) {
  const { slug } = useWorkspace()
  const { data: members } = useQuery(membersQuery(slug))
  const { revision, version, newestVersion, rules, createdAt, createdBy } = grouping
  return (
    <div className="mb-6 grid gap-3">
      <p className="text-base text-pretty text-muted">
        {revision === 0 ? (
          'The first event puts this project on the newest version of the algorithm, without rules of its own.'
        ) : (
          <>
            In force: <strong className="font-medium text-text">revision {revision}</strong>,{' '}
            {counted(countRules(rules), 'rule')}, version {version} of the algorithm
            {version === newestVersion ? ' (the newest)' : ''}.{' '}
            {createdAt && (
              <>
                Set by {authorOf(createdBy, members?.items ?? [])} <Time at={createdAt} />.
              </>
            )}
          </>
        )}
      </p>
      {version < newestVersion && <Upgrade grouping={grouping} />}
      <Transitions grouping={grouping} />
    </div>
  )
}

function Upgrade({ grouping: { projectId, version, newestVersion, revision } }: { grouping: ProjectGrouping }) {
  const client = useClient()
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  const refusal = useRefusal('projects.write')
  const [open, setOpen] = useState(false)
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-md bg-maintenance-soft px-3 py-2 text-maintenance">
      <p className="min-w-0 flex-1 basis-64">
        Version {newestVersion} of the algorithm puts together better what belongs together. A rehearsal below shows
        what it would change here.
      </p>
      <Button refusal={refusal} onClick={() => setOpen(true)}>
        Move to version {newestVersion} …
      </Button>
      <Confirm
        open={open}
        onClose={() => setOpen(false)}
        title={`Move to version ${newestVersion}?`}
        action="Move"
        run={async () => {
          const body = { version: newestVersion, revision }
          const saved = await client.setGrouping({ params: { projectId }, body })
          queryClient.setQueryData(groupingQuery(slug, projectId).queryKey, saved)
          await refreshRevisions(queryClient, slug, projectId)
          toast({ words: `Version ${newestVersion} is in force. Other processes follow within two seconds.` })
        }}
      >
        <ul className="flex list-disc flex-col gap-1 pl-4">
          <li>New events get keys by version {newestVersion}; what is stored stays as it is.</li>
          <li>
            For 30 days events are also known by their keys of version {version}: open incidents go on, and nobody is
            told twice.
          </li>
          <li>The rules of the project stay as they are.</li>
        </ul>
      </Confirm>
    </div>
  )
}

/** Former revisions by whose keys incidents are still known: what changed since, and until when that holds. */
function Transitions({ grouping }: { grouping: ProjectGrouping }) {
  const { slug } = useWorkspace()
  const { transitions, rules, version, projectId } = grouping
  const { data } = useQuery({
    ...newestRevisionsQuery(slug, projectId),
    enabled: transitions.length > 0,
  })
  if (transitions.length === 0) return null
  return (
    <ul className="grid gap-2" aria-label="Transitions">
      {transitions.map((transition) => {
        const before = data?.items.find(({ number }) => number === transition.revision)
        return (
          <li key={transition.revision} className="rounded-md border border-line px-3 py-2">
            <p className="text-pretty">
              Until <strong className="font-medium">{date(new Date(transition.until))}</strong> events are also known by
              the keys of revision {transition.revision}
              {transition.version !== version && ` (version ${transition.version} of the algorithm)`}, so that incidents
              that were open go on.
            </p>
            {before && before.rules !== rules && (
              <details className="mt-1">
                <summary className="text-muted hover:text-text">What changed since</summary>
                <GroupingDiff before={before.rules} after={rules} />
              </details>
            )}
          </li>
        )
      })}
    </ul>
  )
}
