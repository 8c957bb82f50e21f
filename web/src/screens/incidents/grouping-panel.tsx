import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import GitMerge from 'lucide-react/icons/git-merge'
import { useState } from 'react'
import type { IncidentDetail, IncidentGroup } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { counted } from '../../format.ts'
import { useRefusal, useWorkspace } from '../../session.ts'
import { GroupingGroup } from './grouping-panel-group.tsx'
import { Comparison } from './incident-comparison.tsx'
import { MergeDialog } from './incident-merge.tsx'
import { whyQuery } from './incident-queries.ts'
import { UnmergeDialog } from './incident-unmerge.tsx'

/** Why these events are one incident: its groups, and what puts others to them or takes some out. */
export function GroupingPanel({ incident }: { incident: IncidentDetail }) {
  const { slug } = useWorkspace()
  const query = useQuery(whyQuery(slug, incident.id))
  return (
    <div className="max-w-3xl">
      <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
        {({ groups }) => <Groups incident={incident} groups={groups} />}
      </Loaded>
    </div>
  )
}

function Groups({ incident, groups }: { incident: IncidentDetail; groups: readonly IncidentGroup[] }) {
  const { slug } = useWorkspace()
  const refusal = useRefusal('incidents.write')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [open, setOpen] = useState<'merge' | 'unmerge'>()
  // What has left in between is not chosen any more.
  const keys = new Set([...chosen].filter((key) => groups.some((group) => group.key === key)))
  const several = groups.length > 1
  return (
    <>
      <div className="mb-4 flex flex-wrap items-start gap-3">
        <p className="min-w-0 flex-1 basis-64 text-base text-pretty text-muted">
          {several
            ? `Events with the same key are a group. This incident is made of ${counted(groups.length, 'group')}; the largest come first.`
            : 'Events are one group when everything that counts is the same. This incident is made of one group.'}{' '}
          <Link
            to="/$workspace/settings/projects"
            params={{ workspace: slug }}
            search={{ project: incident.projectId, tab: 'grouping' }}
            className="text-link"
          >
            Rules of the project
          </Link>
        </p>
        <div className="flex flex-wrap gap-2">
          {several && (
            <Button
              refusal={refusal}
              disabled={keys.size === 0 || keys.size === groups.length}
              title={keys.size === groups.length ? 'One group has to stay' : undefined}
              onClick={() => setOpen('unmerge')}
            >
              {keys.size === 0 ? 'Take out …' : `Take out ${counted(keys.size, 'group')} …`}
            </Button>
          )}
          <Button icon={<GitMerge aria-hidden />} refusal={refusal} onClick={() => setOpen('merge')}>
            Merge others …
          </Button>
        </div>
      </div>
      <ul className="grid gap-3">
        {groups.map((group) => (
          <GroupingGroup
            key={group.key}
            group={group}
            open={!several}
            chosen={several && !refusal ? keys.has(group.key) : undefined}
            onChoose={(isChosen) =>
              setChosen(new Set(isChosen ? [...keys, group.key] : [...keys].filter((key) => key !== group.key)))
            }
          />
        ))}
      </ul>
      <Comparison incident={incident} />
      <MergeDialog incident={incident} open={open === 'merge'} onClose={() => setOpen(undefined)} />
      <UnmergeDialog
        incident={incident}
        groups={groups}
        keys={keys}
        open={open === 'unmerge'}
        onClose={() => setOpen(undefined)}
      />
    </>
  )
}
