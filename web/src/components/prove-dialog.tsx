/** "Confirm that it is you": before what cannot be undone, a factor is proved again. */
import { useQuery } from '@tanstack/react-query'
import KeyRound from 'lucide-react/icons/key-round'
import { useState } from 'react'
import { client, type Factors } from '../api.ts'
import { rules, useForm } from '../form.ts'
import { askPasskey, passkeysWork } from '../passkeys.ts'
import { answerWhoItIs } from '../prove.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { ErrorLine } from './error-panel.tsx'
import { TextField } from './field.tsx'
import { FormFrame } from './form-frame.tsx'
import { Loaded } from './loaded.tsx'
import { Or } from './or.tsx'
import { SkeletonRows } from './skeleton.tsx'

export function ProveDialog() {
  const query = useQuery({
    queryKey: ['factors'],
    queryFn: ({ signal }) => client.getFactors({ signal }),
    staleTime: 0,
  })
  return (
    <Dialog open title="Confirm that it is you" onClose={() => answerWhoItIs(false)} className="w-[min(92vw,24rem)]">
      <div className="px-5 pb-5">
        <p className="mb-4 text-muted">What you are about to do needs it. It then holds for ten minutes.</p>
        <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
          {(factors) => <Ways factors={factors} />}
        </Loaded>
      </div>
    </Dialog>
  )
}

/** Whoever has a second factor uses it: a password alone may have been seen. */
function Ways({ factors }: { factors: Factors }) {
  const hasPasskey = factors.passkeys.length > 0 && passkeysWork
  const strong = factors.totp.enabled || factors.passkeys.length > 0
  const needsForm = factors.totp.enabled || (!strong && factors.hasPassword)
  return (
    <>
      {hasPasskey && <WithPasskey primary={!needsForm} />}
      {hasPasskey && needsForm && <Or />}
      {factors.totp.enabled ? <WithCode /> : !strong && factors.hasPassword && <WithPassword />}
      {!hasPasskey && !needsForm && (
        <p>
          Sign out and in again: you sign in with a provider or a passkey that this browser cannot use, and a fresh
          sign-in is the proof.
        </p>
      )}
    </>
  )
}

function WithPasskey({ primary }: { primary: boolean }) {
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const prove = async (): Promise<void> => {
    setPending(true)
    setProblem(undefined)
    try {
      await client.proveFreshness({ body: { type: 'passkey', response: await askPasskey('freshness') } })
      answerWhoItIs(true)
    } catch (error) {
      setProblem(error)
      setPending(false)
    }
  }
  return (
    <>
      {problem !== undefined && <ErrorLine error={problem} />}
      <Button
        look={primary ? 'primary' : 'secondary'}
        icon={<KeyRound aria-hidden />}
        pending={pending}
        className="h-9 w-full text-base"
        onClick={() => void prove()}
      >
        Use a passkey
      </Button>
    </>
  )
}

function WithCode() {
  const form = useForm({
    initial: { code: '' },
    rules: { code: ({ code }) => rules.filled('The code')(code) },
    submit: async ({ code }) => {
      await client.proveFreshness({ body: { type: 'totp', code: code.replaceAll(/\s/g, '') } })
      answerWhoItIs(true)
    },
  })
  return (
    <FormFrame form={form} action="Confirm" wide>
      <TextField
        form={form}
        name="code"
        label="Code of your authenticator"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        maxLength={9}
      />
    </FormFrame>
  )
}

function WithPassword() {
  const form = useForm({
    initial: { password: '' },
    rules: { password: ({ password }) => rules.filled('The password')(password) },
    submit: async ({ password }) => {
      await client.proveFreshness({ body: { type: 'password', password } })
      answerWhoItIs(true)
    },
  })
  return (
    <FormFrame form={form} action="Confirm" wide>
      <TextField
        form={form}
        name="password"
        label="Your password"
        type="password"
        autoComplete="current-password"
        autoFocus
      />
    </FormFrame>
  )
}
