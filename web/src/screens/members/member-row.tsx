import Ellipsis from 'lucide-react/icons/ellipsis'
import ShieldAlert from 'lucide-react/icons/shield-alert'
import ShieldCheck from 'lucide-react/icons/shield-check'
import { useState } from 'react'
import type { Member } from '../../api.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../components/menu.tsx'
import { Time } from '../../components/time.tsx'
import { capital } from '../../format.ts'
import { useSession, useWorkspace } from '../../session.ts'
import { HandOver, Leave, RemoveMember } from './member-dialogs.tsx'
import { RoleSelect } from './role-select.tsx'
import { lastOwner, leaveRefusal, placeRefusal, roleWords } from './roles.ts'

type Props = { member: Member; members: readonly Member[] }

export function MemberRow({ member, members }: Props) {
  const { user } = useSession()
  const { permissions } = useWorkspace()
  const own = member.userId === user.id
  const mayWrite = permissions.includes('members.write')
  const refusal = placeRefusal(members, member, permissions)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 last:border-b-0">
      <div className="min-w-0 flex-1 basis-56">
        <span className="font-medium">{member.name}</span>
        {own && <span className="ml-2 rounded bg-sunken px-1.5 text-xs text-muted">You</span>}
        <span className="block text-xs break-all text-faint">
          {member.email}, joined <Time at={member.joinedAt} />
        </span>
      </div>
      <SecondFactor has={member.secondFactor} />
      <div className="min-w-0 max-sm:flex-1 sm:w-56 lg:w-72">
        {mayWrite ? (
          <RoleSelect member={member} own={own} refusal={refusal} />
        ) : (
          <span className="font-medium">{capital(member.role)}</span>
        )}
        <p className="mt-0.5 text-xs text-faint max-sm:hidden">
          {refusal === lastOwner && mayWrite ? lastOwner : `${roleWords[member.role]}.`}
        </p>
      </div>
      <div className="flex w-20 shrink-0 justify-end">
        {own ? <LeaveButton refusal={leaveRefusal(members, member)} /> : mayWrite && <More {...{ member, refusal }} />}
      </div>
    </li>
  )
}

/** A password alone may be guessed or found; who looks after members sees who has no more than that. */
function SecondFactor({ has }: { has: boolean }) {
  const Icon = has ? ShieldCheck : ShieldAlert
  return (
    <span
      className={`flex items-center gap-1.5 text-xs whitespace-nowrap sm:w-36 ${has ? 'text-up' : 'text-degraded'}`}
      title={has ? 'Signs in with more than a password' : 'Signs in with a password alone'}
    >
      <Icon className="size-3.5 shrink-0" aria-hidden />
      {has ? 'Second factor' : 'No second factor'}
    </span>
  )
}

function LeaveButton({ refusal }: { refusal: string | undefined }) {
  const [leaving, setLeaving] = useState(false)
  return (
    <>
      <Button look="quiet" refusal={refusal} onClick={() => setLeaving(true)}>
        Leave …
      </Button>
      <Leave open={leaving} onClose={() => setLeaving(false)} />
    </>
  )
}

function More({ member, refusal }: { member: Member; refusal: string | undefined }) {
  const { permissions } = useWorkspace()
  const [doing, setDoing] = useState<'handingOver' | 'removing'>()
  const close = (): void => setDoing(undefined)
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label={`More for ${member.name}`}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        {permissions.includes('workspace.admin') && member.role !== 'owner' && (
          <>
            <MenuItem onClick={() => setDoing('handingOver')}>Hand the ownership over …</MenuItem>
            <MenuSeparator />
          </>
        )}
        <MenuItem disabled={refusal !== undefined} onClick={() => setDoing('removing')}>
          Remove …
        </MenuItem>
        {refusal && <p className="max-w-56 px-2 pt-0.5 pb-1.5 text-xs text-faint">{refusal}</p>}
      </Menu>
      <RemoveMember member={member} open={doing === 'removing'} onClose={close} />
      <HandOver member={member} open={doing === 'handingOver'} onClose={close} />
    </>
  )
}
