import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { LookUpInvitationResult } from '../../../../api/client.ts'
import { ApiError, client, type Session } from '../../api.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { toastError } from '../../components/toast.tsx'
import { useForm } from '../../form.ts'
import { sessionQuery, signUpQuery } from '../../session.ts'
import { StartFrame } from '../start/frame.tsx'
import { CutLink, DoorNote } from './door-frame.tsx'
import { PersonForm } from './person-form.tsx'
import { useLinkSecret } from './secret.ts'
import { MailedNote } from './sign-up.tsx'
import { useSignedIn } from './signed-in.ts'

export function Invitation() {
  const secret = useLinkSecret()
  const query = useQuery({
    queryKey: ['invitation', secret],
    queryFn: ({ signal }) => client.lookUpInvitation({ body: { secret }, signal }),
    enabled: secret !== '',
    retry: false,
  })
  const gone = query.error instanceof ApiError && (query.error.status === 410 || query.error.status === 404)
  if (!secret) return <CutLink what="invitation" to="/" action="Go to the sign-in" />
  if (gone) {
    return (
      <DoorNote title="This invitation no longer works" action="Go to the sign-in">
        It was used, taken back, or is too old. Ask whoever invited you for a new one.
      </DoorNote>
    )
  }
  return (
    <Loaded
      whole
      query={query}
      skeleton={
        <StartFrame title="Invitation">
          <SkeletonRows rows={3} />
        </StartFrame>
      }
    >
      {(invitation) => <Invited secret={secret} invitation={invitation} />}
    </Loaded>
  )
}

type Props = { secret: string; invitation: LookUpInvitationResult }

function Invited({ secret, invitation }: Props) {
  const { data: session } = useSuspenseQuery(sessionQuery)
  const { workspace, invitedBy, role } = invitation
  const by = invitedBy ? `${invitedBy} invites you` : 'You are invited'
  return (
    <StartFrame title={`Join ${workspace.name}`} lead={`${by} to work there as ${role}.`}>
      {session ? (
        <AsMe secret={secret} invitation={invitation} session={session} />
      ) : invitation.hasUser ? (
        <SignInFirst secret={secret} email={invitation.email} />
      ) : (
        <AsNewPerson secret={secret} invitation={invitation} />
      )}
    </StartFrame>
  )
}

function AsMe({ secret, invitation, session }: Props & { session: Session }) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const form = useForm({
    initial: {},
    submit: async () => {
      const { workspace } = await client.acceptInvitation({ body: { secret } })
      await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 })
      await navigate({ to: '/$workspace', params: { workspace: workspace.slug } })
    },
  })
  const mine = session.user.email.toLowerCase() === invitation.email.toLowerCase()
  if (!mine) {
    return (
      <>
        <p className="mb-4">
          The invitation is for <strong className="font-medium">{invitation.email}</strong>, and you are signed in as{' '}
          <strong className="font-medium">{session.user.email}</strong>. Sign out, and open its link again.
        </p>
        <Button
          className="h-9 px-4 text-base"
          onClick={() => void client.signOut().then(() => location.assign('/app/'), toastError)}
        >
          Sign out
        </Button>
      </>
    )
  }
  return (
    <FormFrame form={form} action={`Join ${invitation.workspace.name}`} wide>
      <p>
        You are signed in as <strong className="font-medium">{session.user.email}</strong>.
      </p>
    </FormFrame>
  )
}

/** The link stays in the address that one comes back to. */
function SignInFirst({ secret, email }: { secret: string; email: string }) {
  return (
    <>
      <p className="mb-4">
        <strong className="font-medium">{email}</strong> can sign in here already. Sign in, and you are asked again.
      </p>
      <Link to="/" search={{ next: `/invitation#${secret}` }} className={buttonClass('primary', 'h-9 px-4 text-base')}>
        Sign in
      </Link>
    </>
  )
}

function AsNewPerson({ secret, invitation }: Props) {
  const { data: signUp } = useSuspenseQuery(signUpQuery)
  const onSignedIn = useSignedIn()
  const [mailedTo, setMailedTo] = useState<string>()
  if (mailedTo) return <MailedNote email={mailedTo} />
  return (
    <PersonForm
      signUp={signUp}
      invitation={{ secret, email: invitation.email }}
      onDone={async ({ state, session }, email) => {
        if (state === 'mailed') setMailedTo(email)
        else await onSignedIn(session)
      }}
    />
  )
}
