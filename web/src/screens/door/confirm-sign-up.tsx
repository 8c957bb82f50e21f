import { useState } from 'react'
import { ApiError, client } from '../../api.ts'
import { FormFrame } from '../../components/form-frame.tsx'
import { NewPasswordField, passwordRule } from '../../components/password-field.tsx'
import { rules, useForm, type Form } from '../../form.ts'
import { StartFrame } from '../start/frame.tsx'
import { CutLink } from './door-frame.tsx'
import { useLinkSecret } from './secret.ts'
import { useSignedIn } from './signed-in.ts'
import { WorkspaceFields } from './workspace-fields.tsx'

/** The address is proved by the link; the person and the workspace come to be now. */
export function ConfirmSignUp() {
  const secret = useLinkSecret()
  const onSignedIn = useSignedIn()
  // Somebody may have taken the workspace's address since: another one is chosen here.
  const [taken, setTaken] = useState(false)
  const form = useForm({
    initial: { password: '', name: '', slug: '' },
    rules: {
      password: ({ password }) => passwordRule(password),
      name: ({ name }) => (taken ? rules.filled('A name')(name) : undefined),
      slug: ({ slug }) => (taken ? rules.slug(slug) : undefined),
    },
    submit: async ({ password, ...workspace }) => {
      try {
        await onSignedIn(await client.confirmSignUp({ body: { secret, password, ...(taken && { workspace }) } }))
      } catch (error) {
        if (error instanceof ApiError && error.code === 'conflict') setTaken(true)
        throw error
      }
    },
  })
  if (!secret) return <CutLink what="mail" to="/sign-up" action="Sign up again" />
  return (
    <StartFrame title="Welcome" lead="Your address is confirmed. Choose a password, and you are in.">
      <FormFrame form={form} action={taken ? 'Create workspace' : 'Sign in'} wide>
        <NewPasswordField form={form} autoFocus />
        {/* The form has these fields and one more. */}
        {taken && <WorkspaceFields form={form as unknown as Form<{ name: string; slug: string }>} />}
      </FormFrame>
    </StartFrame>
  )
}
