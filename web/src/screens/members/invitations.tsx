import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import Clock from 'lucide-react/icons/clock'
import Mail from 'lucide-react/icons/mail'
import { useState } from 'react'
import type { Invitation } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Empty } from '../../components/empty.tsx'
import { Paged } from '../../components/paged.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { capital } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { invitationsQuery } from './queries.ts'
import { ownersOnly } from './roles.ts'

type Props = { /** Nobody else is a member. */ alone: boolean; inviting: boolean; onInvite: () => void }

export function Invitations({ alone, inviting, onInvite }: Props) {
  const { slug } = useWorkspace()
  const query = useInfiniteQuery(invitationsQuery(slug))
  const refusal = useRefusal('members.write')
  return (
    <Section title="Invitations">
      <Paged query={query} skeleton={<SkeletonRows rows={2} />} more="Show older invitations">
        {(invitations) =>
          invitations.length > 0 ? (
            <Card>
              <ul>
                {invitations.map((invitation) => (
                  <InvitationRow key={invitation.id} invitation={invitation} />
                ))}
              </ul>
            </Card>
          ) : alone ? (
            <Empty
              icon={<Mail />}
              title="You are alone here"
              action={
                !inviting && (
                  <Button refusal={refusal} onClick={onInvite}>
                    Invite someone
                  </Button>
                )
              }
            >
              Invite those who look after your products with you. They get a link by mail and join with the role that
              you choose.
            </Empty>
          ) : (
            <p className="rounded-lg border border-dashed border-line-strong px-4 py-6 text-center text-muted">
              No invitation is open. Whoever you invite stands here until they join.
            </p>
          )
        }
      </Paged>
    </Section>
  )
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { slug, permissions } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const [revoking, setRevoking] = useState(false)
  const mayNot = useRefusal('members.write')
  const { id, email, role, invitedBy, createdAt } = invitation
  const refusal = mayNot ?? (role === 'owner' && !permissions.includes('workspace.admin') ? ownersOnly : undefined)
  const params = { invitationId: id }
  const refresh = () => queryClient.invalidateQueries({ queryKey: invitationsQuery(slug).queryKey })
  const resend = useMutation({
    mutationFn: () => client.resendInvitation({ params }),
    onSuccess: () => {
      toast({ words: `A new link is on its way to ${email}. The old one is dead.` })
      return refresh()
    },
    onError: toastError,
  })
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 last:border-b-0">
      <div className="min-w-0 flex-1 basis-64">
        <span className="font-medium break-all">{email}</span> <span className="text-muted">as {role}</span>
        <span className="block text-xs text-faint">
          {invitedBy ? `Invited by ${invitedBy.name}` : 'Invited'} <Time at={createdAt} />
        </span>
      </div>
      <InvitationState invitation={invitation} />
      <div className="flex gap-1">
        <Button refusal={refusal} pending={resend.isPending} onClick={() => resend.mutate()}>
          Send again
        </Button>
        <Button look="quiet" refusal={refusal} onClick={() => setRevoking(true)}>
          Revoke …
        </Button>
      </div>
      <Confirm
        open={revoking}
        onClose={() => setRevoking(false)}
        title={`Revoke the invitation of ${email}?`}
        action="Revoke invitation"
        run={async () => {
          await client.deleteInvitation({ params })
          await refresh()
        }}
      >
        The link in the mail leads nowhere from now on. You can invite {email} again.
      </Confirm>
    </li>
  )
}

function InvitationState({ invitation: { state, expiresAt } }: { invitation: Invitation }) {
  const Icon = state === 'open' ? Mail : Clock
  return (
    <span
      className={`flex items-center gap-1.5 text-xs whitespace-nowrap sm:w-40 ${state === 'open' ? 'text-maintenance' : 'text-degraded'}`}
    >
      <Icon className="size-3.5 shrink-0" aria-hidden />
      <span>
        {capital(state)}, {state === 'open' ? 'ends' : 'ended'} <Time at={expiresAt} />
      </span>
    </span>
  )
}
