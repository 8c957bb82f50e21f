import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { signUpQuery } from '../../session.ts'
import { StartFrame } from '../start/frame.tsx'
import { DoorNote, Underneath } from './door-frame.tsx'
import { PersonForm } from './person-form.tsx'
import { ProviderButtons } from './provider-buttons.tsx'
import { useSignedIn } from './signed-in.ts'

/** You, and a workspace of your own. Whoever was invited comes by the link in the invitation. */
export function SignUp() {
  const { data: signUp } = useSuspenseQuery(signUpQuery)
  const onSignedIn = useSignedIn()
  const [mailedTo, setMailedTo] = useState<string>()
  const waiting = signUp.waitingIdentity
  if (mailedTo) return <MailedNote email={mailedTo} />
  if (signUp.mode === 'invited') {
    return (
      <DoorNote title="By invitation" action="Back to the sign-in">
        {waiting ? `Nobody signs in here with ${waiting.email} yet. ` : ''}
        People join this installation with an invitation to a workspace. Ask one of its members to send you one
        {waiting ? ', and open its link in this browser.' : '.'}
      </DoorNote>
    )
  }
  return (
    <StartFrame
      title="Sign up"
      lead={
        waiting
          ? `${waiting.provider} vouches for ${waiting.email}. Two more things, and you are in.`
          : 'A workspace of your own, in a minute.'
      }
    >
      <PersonForm
        signUp={signUp}
        withWorkspace
        onDone={async ({ state, session }, email) => {
          if (state === 'mailed') setMailedTo(email)
          else await onSignedIn(session)
        }}
      />
      {!waiting && (
        <div className="mt-4 flex flex-col gap-2">
          <ProviderButtons verb="Sign up" />
        </div>
      )}
      <Underneath>
        Been here before? <Link to="/">Sign in</Link> · Somebody here is too young?{' '}
        <Link to="/report-a-minor">Tell us</Link>
      </Underneath>
    </StartFrame>
  )
}

export function MailedNote({ email }: { email: string }) {
  return (
    <DoorNote title="Look into your mail">
      A link is on its way to <strong className="font-medium text-text">{email}</strong>. It confirms that the address
      is yours; there you choose a password. You can close this page.
    </DoorNote>
  )
}
