import { useQueryClient } from '@tanstack/react-query'
import type { Member } from '../../api.ts'
import { Confirm } from '../../components/dialog.tsx'
import { toast } from '../../components/toast.tsx'
import { sessionQuery, useClient, useSession, useWorkspace } from '../../session.ts'
import { membersQuery } from './queries.ts'

type Props = { open: boolean; onClose: () => void }

export function RemoveMember({ member, ...dialog }: Props & { member: Member }) {
  const { slug, name: workspace } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  return (
    <Confirm
      {...dialog}
      title={`Remove ${member.name}?`}
      action="Remove member"
      run={async () => {
        await client.removeMember({ params: { userId: member.userId } })
        await queryClient.invalidateQueries({ queryKey: membersQuery(slug).queryKey })
        toast({ words: `${member.name} is no member any more.` })
      }}
    >
      {member.name} ({member.email}) sees nothing of {workspace} any more, at once and on every device. What they made
      stays, and so do API keys that they made: revoke those that they may still have.
    </Confirm>
  )
}

/** Loads the page anew: nothing of the workspace may be left in it. */
export function Leave(dialog: Props) {
  const { name } = useWorkspace()
  const { user } = useSession()
  const client = useClient()
  return (
    <Confirm
      {...dialog}
      title={`Leave ${name}?`}
      action="Leave the workspace"
      run={async () => {
        await client.removeMember({ params: { userId: user.id } })
        location.assign('/app/')
      }}
    >
      You see nothing of it any more, at once and on every device. What you made stays. To come back you need an
      invitation.
    </Confirm>
  )
}

export function HandOver({ member, ...dialog }: Props & { member: Member }) {
  const { slug, name: workspace } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  return (
    <Confirm
      {...dialog}
      title={`Hand ${workspace} over to ${member.name}?`}
      action="Hand over"
      typeName={member.name.trim()}
      run={async () => {
        await client.transferOwnership({ body: { userId: member.userId } })
        toast({ words: `${member.name} is an owner now, and you are admin.` })
        await queryClient.invalidateQueries({ queryKey: membersQuery(slug).queryKey })
        await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
      }}
    >
      {member.name} becomes an owner and you become admin. You can then neither make owners nor delete the workspace,
      and only an owner can give that back to you.
    </Confirm>
  )
}
