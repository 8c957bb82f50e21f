import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '../../api.ts'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Or } from '../../components/or.tsx'
import { rules, useForm } from '../../form.ts'
import { passkeysWork } from '../../passkeys.ts'
import { StartFrame } from '../start/frame.tsx'
import { Underneath } from './door-frame.tsx'
import { PasskeyButton } from './passkey-button.tsx'
import { useSignedIn } from './signed-in.ts'

const route = getRouteApi('/second-factor')

/** After the password or the provider: the authenticator, a passkey, or one of the codes kept for a lost device. */
export function SecondFactor() {
  const { factors, next } = route.useSearch()
  // Whoever comes from a provider brings no list: then all ways are shown.
  const has = (factor: string): boolean => factors === undefined || factors.split(',').includes(factor)
  const [recovering, setRecovering] = useState(false)
  const withCode = has('totp') && !recovering
  return (
    <StartFrame
      title="One more step"
      lead={recovering ? 'Each recovery code works once.' : 'Your sign-in is protected by a second factor.'}
    >
      {(withCode || recovering) && (
        <Code key={String(recovering)} type={recovering ? 'recoveryCode' : 'totp'} next={next} />
      )}
      {!recovering && has('passkey') && passkeysWork && (
        <>
          {withCode && <Or />}
          <div className="flex flex-col gap-2">
            <PasskeyButton as="secondFactor" next={next} />
          </div>
        </>
      )}
      <Underneath>
        {has('recoveryCode') && (
          <>
            <button type="button" className="text-link" onClick={() => setRecovering(!recovering)}>
              {recovering ? 'Use the second factor' : 'Use a recovery code'}
            </button>
            {' · '}
          </>
        )}
        <Link to="/">Start over</Link>
      </Underneath>
    </StartFrame>
  )
}

function Code({ type, next }: { type: 'totp' | 'recoveryCode'; next: string | undefined }) {
  const onSignedIn = useSignedIn()
  const form = useForm({
    initial: { code: '' },
    rules: { code: ({ code }) => rules.filled('The code')(code) },
    submit: async ({ code }) => onSignedIn(await client.proveSecondFactor({ body: { type, code: code.trim() } }), next),
  })
  return (
    <FormFrame form={form} action="Continue" wide>
      {type === 'totp' ? (
        <TextField
          form={form}
          name="code"
          label="Code of your authenticator"
          hint="Six digits; a new one comes every half minute."
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={9}
          autoFocus
        />
      ) : (
        <TextField form={form} name="code" label="Recovery code" spellCheck={false} maxLength={60} autoFocus />
      )}
    </FormFrame>
  )
}
