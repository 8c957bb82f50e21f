import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import Eye from 'lucide-react/icons/eye'
import { useState } from 'react'
import { staffClient } from '../../staff-api.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { counted } from '../../format.ts'
import { sessionQuery, useSession } from '../../session.ts'
import { OpenDialog } from './open-dialog.tsx'
import { Pages, Row, Rows } from './pages.tsx'
import { allWorkspacesQuery, grantsQuery, type Grant, type ListedWorkspace } from './queries.ts'

/** That workspaces are there; to see more of one it is opened, with a reason, for a while. */
export function Workspaces() {
  const [opening, setOpening] = useState<ListedWorkspace>()
  const all = useInfiniteQuery(allWorkspacesQuery)
  const looks = useInfiniteQuery(grantsQuery)
  const grants = looks.data?.pages.flatMap(({ items }) => items) ?? []
  const open = grants.filter((grant) => grant.open)
  return (
    <>
      {open.length > 0 && (
        <Section title="Open now">
          <Rows>
            {open.map((grant) => (
              <OpenGrant key={grant.id} grant={grant} />
            ))}
          </Rows>
        </Section>
      )}
      <Section title="All workspaces">
        <Pages query={all}>
          {(items) => (
            <Rows>
              {items.map((workspace) => (
                <Listed key={workspace.id} workspace={workspace} grants={open} onOpen={() => setOpening(workspace)} />
              ))}
            </Rows>
          )}
        </Pages>
      </Section>
      {open.length < grants.length && (
        <Section title="Opened before">
          <Pages query={looks}>
            {(items) => (
              <Rows>
                {items
                  .filter((grant) => !grant.open)
                  .map((grant) => (
                    <Row key={grant.id}>
                      <GrantWords grant={grant} />
                      <p className="text-xs text-faint">
                        <Time at={grant.openedAt} />, ended <Time at={grant.endedAt ?? grant.endsAt} />
                      </p>
                    </Row>
                  ))}
              </Rows>
            )}
          </Pages>
        </Section>
      )}
      {opening && <OpenDialog workspace={opening} onClose={() => setOpening(undefined)} />}
    </>
  )
}

type ListedProps = { workspace: ListedWorkspace; grants: readonly Grant[]; onOpen: () => void }

function Listed({ workspace, grants, onOpen }: ListedProps) {
  const { user, workspaces } = useSession()
  const isOpen = grants.some((grant) => grant.workspace?.id === workspace.id && grant.user.id === user.id)
  const isOwn = workspaces.some(({ id, endsAt }) => id === workspace.id && endsAt === undefined)
  const refusal = isOpen ? 'You have opened it already.' : isOwn ? 'You are a member of it.' : undefined
  return (
    <Row
      actions={
        <Button icon={<Eye aria-hidden />} refusal={refusal} onClick={onOpen} aria-label={`Open ${workspace.name}`}>
          Open …
        </Button>
      }
    >
      <span className="font-medium break-words">{workspace.name}</span>
      <span className="ml-2 text-xs break-all text-faint">{workspace.slug}</span>
      <p className="text-xs text-faint">
        {counted(workspace.memberCount, 'member')}, made <Time at={workspace.createdAt} />
      </p>
    </Row>
  )
}

function GrantWords({ grant: { user, workspace, reason } }: { grant: Grant }) {
  return (
    <>
      <p>
        <span className="font-medium">{workspace?.name ?? 'A workspace that is gone'}</span>
        <span className="text-muted"> by {user.name ?? 'someone who is gone'}</span>
      </p>
      <p className="break-words whitespace-pre-line text-muted">{reason}</p>
    </>
  )
}

function OpenGrant({ grant }: { grant: Grant }) {
  const { user } = useSession()
  const queryClient = useQueryClient()
  const [pending, setPending] = useState(false)
  const end = (): void => {
    setPending(true)
    staffClient
      .endStaffGrant({ params: { grantId: grant.id } })
      .then(() => queryClient.invalidateQueries({ queryKey: ['staff'] }))
      .then(() => queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey }))
      .then(() => toast({ words: 'It is closed, at once and on every device.' }), toastError)
      .finally(() => setPending(false))
  }
  return (
    <Row
      actions={
        <>
          {grant.user.id === user.id && grant.workspace && (
            <Link to="/$workspace" params={{ workspace: grant.workspace.slug }} className={buttonClass('primary')}>
              Look inside
            </Link>
          )}
          <Button pending={pending} onClick={end}>
            End
          </Button>
        </>
      }
    >
      <GrantWords grant={grant} />
      <p className="text-xs text-faint">
        Ends <Time at={grant.endsAt} />
      </p>
    </Row>
  )
}
