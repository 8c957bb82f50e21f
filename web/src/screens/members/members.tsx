import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import UserPlus from 'lucide-react/icons/user-plus'
import type { Member } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Screen, Section } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { counted } from '../../format.ts'
import { useRefusal, useWorkspace } from '../../session.ts'
import { Invitations } from './invitations.tsx'
import { InviteForm } from './invite-form.tsx'
import { MemberRow } from './member-row.tsx'
import { membersQuery } from './queries.ts'
import { ownersOnly } from './roles.ts'

const route = getRouteApi('/$workspace/settings/members')

export function Members() {
  const { slug, name } = useWorkspace()
  const query = useQuery(membersQuery(slug))
  const { invite } = route.useSearch()
  const navigate = route.useNavigate()
  const refusal = useRefusal('members.write')
  const turn = (inviting: boolean): void =>
    void navigate({ search: inviting ? { invite: true } : {}, replace: true, resetScroll: false })
  const inviting = invite && !refusal
  const button = !inviting && (
    <Button look="primary" icon={<UserPlus aria-hidden />} refusal={refusal} onClick={() => turn(true)}>
      Invite someone
    </Button>
  )
  return (
    <Screen title="Members" lead={`Who works in ${name}, and what their role allows.`} actions={button}>
      {inviting && <InviteForm onClose={() => turn(false)} />}
      <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
        {({ items }) => (
          <Section title={counted(items.length, 'member')}>
            <Card>
              <ul>
                {items.map((member) => (
                  <MemberRow key={member.userId} member={member} members={items} />
                ))}
              </ul>
            </Card>
            <Note members={items} />
          </Section>
        )}
      </Loaded>
      <Invitations alone={query.data?.items.length === 1} inviting={inviting === true} onInvite={() => turn(true)} />
    </Screen>
  )
}

/** Why some rows cannot be changed, said once. */
function Note({ members }: { members: readonly Member[] }) {
  const { permissions } = useWorkspace()
  const words = !permissions.includes('members.write')
    ? 'Owners and admins invite, change roles and remove.'
    : !permissions.includes('workspace.admin') && members.some(({ role }) => role === 'owner')
      ? ownersOnly
      : undefined
  return words && <p className="mt-2 text-xs text-faint">{words}</p>
}
