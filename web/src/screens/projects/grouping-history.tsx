import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { GroupingRevision } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Paged } from '../../components/paged.tsx'
import { Section } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { useWorkspace } from '../../session.ts'
import { membersQuery } from '../members/queries.ts'
import { authorOf } from './grouping-author.ts'
import { GroupingDiff } from './grouping-changes.tsx'
import { countChanges, diffLines } from './grouping-diff.ts'
import { revisionsQuery } from './grouping-queries.ts'

type Props = {
  projectId: string
  /** The one in force. */
  active: number
  refusal: string | undefined
  /** As a new draft; nothing is changed by it. */
  onTake: (rules: string) => void
}

/** What the project grouped by, newest first; no revision is ever changed. */
export function GroupingHistory({ projectId, active, refusal, onTake }: Props) {
  const { slug } = useWorkspace()
  const query = useInfiniteQuery(revisionsQuery(slug, projectId))
  return (
    <Section title="Revisions" className="mt-8 mb-0">
      <Paged query={query} skeleton={<SkeletonRows rows={2} />} more="Show older revisions">
        {(revisions) =>
          revisions.length === 0 ? (
            <p className="text-muted">None yet: nothing was set, and no event has come.</p>
          ) : (
            <ol className="rounded-lg border border-line">
              {revisions.map((revision, place) => (
                <Revision
                  key={revision.number}
                  revision={revision}
                  before={revisions[place + 1]}
                  isActive={revision.number === active}
                  refusal={refusal}
                  onTake={onTake}
                />
              ))}
            </ol>
          )
        }
      </Paged>
    </Section>
  )
}

type RevisionProps = Omit<Props, 'projectId' | 'active'> & {
  revision: GroupingRevision
  before: GroupingRevision | undefined
  isActive: boolean
}

function Revision({ revision, before, isActive, refusal, onTake }: RevisionProps) {
  const { slug } = useWorkspace()
  const { data: members } = useQuery(membersQuery(slug))
  const { number, version, rules, transition, createdAt, createdBy } = revision
  return (
    <li className="border-b border-line px-4 py-2.5 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="min-w-0 flex-1 basis-60">
          <span className="font-medium">Revision {number}</span>
          {isActive && <span className="ml-2 rounded bg-up-soft px-1.5 text-xs font-medium text-up">in force</span>}
          <span className="block text-xs text-muted">
            {authorOf(createdBy, members?.items ?? [])}, <Time at={createdAt} />, version {version}
            {transition === 'separate' && ', new incidents opened'}
          </span>
        </p>
        {!isActive && (
          <Button refusal={refusal} onClick={() => onTake(rules)}>
            Take as draft<span className="sr-only"> revision {number}</span>
          </Button>
        )}
      </div>
      {rules.trim() !== '' || before ? (
        <details className="mt-1">
          <summary className="inline-block text-xs text-muted hover:text-text">{changeWords(rules, before)}</summary>
          <GroupingDiff before={before?.rules ?? ''} after={rules} />
        </details>
      ) : null}
    </li>
  )
}

function changeWords(rules: string, before: GroupingRevision | undefined): string {
  const { added, removed } = countChanges(diffLines(before?.rules ?? '', rules))
  if (added + removed === 0) return 'the same rules'
  return [added > 0 && `${added} added`, removed > 0 && `${removed} removed`].filter(Boolean).join(', ')
}
