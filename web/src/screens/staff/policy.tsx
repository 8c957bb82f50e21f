import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { counted } from '../../format.ts'
import { staffClient, type GetStaffPolicyResult } from '../../staff-api.ts'
import { Fresh, Row, Rows } from './pages.tsx'
import { policyQuery } from './privacy-queries.ts'

type Draft = NonNullable<GetStaffPolicyResult['draft']>
type Version = GetStaffPolicyResult['inForce']
type Change = Version['changes'][number]

/** What is configured becomes what holds only by being announced, and what is material only after its notice. */
export function Policy() {
  const query = useQuery(policyQuery)
  return (
    <Fresh query={query}>
      {({ inForce, draft, history }) => (
        <>
          <Section title="Configured, and not announced">
            {draft ? (
              <DraftCard draft={draft} />
            ) : (
              <Card className="px-4 py-3 text-muted">
                Nothing: what is configured is what holds since <Time at={inForce.effectiveAt} />. A change of
                WATCHWORD_POLICY, or a release that keeps more, appears here after the next start.
              </Card>
            )}
          </Section>
          <Section title="Versions">
            <Rows>
              {history.map((version) => (
                <VersionRow key={version.version} version={version} />
              ))}
            </Rows>
          </Section>
        </>
      )}
    </Fresh>
  )
}

function DraftCard({ draft }: { draft: Draft }) {
  const [asking, setAsking] = useState(false)
  const queryClient = useQueryClient()
  const waits = draft.changes.some(({ material }) => material) && draft.noticeDays > 0
  return (
    <Card className="p-4">
      <Changes changes={draft.changes} />
      <div className="mt-3 flex flex-wrap items-center gap-4">
        <p className="min-w-0 flex-1 basis-64 text-muted">
          {waits ? (
            <>
              Announced now it holds from <Time at={draft.effectiveAt} />, {counted(draft.noticeDays, 'day')} later.
              Until then the program goes on under the version before.
            </>
          ) : (
            'Announced now it holds at once.'
          )}
        </p>
        <Button look="primary" onClick={() => setAsking(true)}>
          Announce …
        </Button>
      </div>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Announce this version of the policy?"
        action="Announce"
        run={async () => {
          await staffClient.announcePolicy({ body: { draftId: draft.id } })
          await queryClient.invalidateQueries({ queryKey: policyQuery.queryKey })
        }}
      >
        Every owner of a workspace is mailed and shown the differences, as the policy in force says. It cannot be taken
        back, only followed by another version.
      </Confirm>
    </Card>
  )
}

const states: Record<Version['state'], string> = {
  past: 'past',
  inForce: 'in force',
  announced: 'announced',
  withdrawn: 'overtaken before it took effect',
}

function VersionRow({ version: { version, effectiveAt, changes, state, announcedBy, mailed } }: { version: Version }) {
  return (
    <Row>
      <p>
        <a href={`/privacy/history/${version}`} className="font-medium text-link">
          {version}
        </a>
        , {states[state]}, {state === 'announced' ? 'holds from' : 'held from'} <Time at={effectiveAt} />
      </p>
      <Changes changes={changes} />
      <p className="text-xs text-faint">
        {announcedBy ? `Announced by ${announcedBy.name ?? 'somebody who is gone'}` : 'From the start'}
        {mailed.owners > 0 && `; mailed to ${mailed.sent} of ${counted(mailed.owners, 'owner')}`}
      </p>
    </Row>
  )
}

function Changes({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0) return null
  return (
    <ul className="mt-1 list-disc pl-4 text-muted">
      {changes.map(({ text, material }) => (
        <li key={text}>
          {text}
          {material && <span className="ml-2 rounded bg-sunken px-1.5 text-xs">material</span>}
        </li>
      ))}
    </ul>
  )
}
