import { useState } from 'react'
import { client } from '../../api.ts'
import { FormFrame } from '../../components/form-frame.tsx'
import { NewPasswordField, passwordRule } from '../../components/password-field.tsx'
import { useForm } from '../../form.ts'
import { StartFrame } from '../start/frame.tsx'
import { CutLink, DoorNote } from './door-frame.tsx'
import { useLinkSecret } from './secret.ts'

export function ResetPassword() {
  const secret = useLinkSecret()
  const [done, setDone] = useState(false)
  const form = useForm({
    initial: { password: '' },
    rules: { password: ({ password }) => passwordRule(password) },
    submit: async ({ password }) => {
      await client.completePasswordReset({ body: { secret, password } })
      setDone(true)
    },
  })
  if (!secret) return <CutLink what="mail" to="/forgot-password" action="Ask for a new link" />
  if (done) {
    return (
      <DoorNote title="The password is changed" action="Sign in">
        Every session with the old one has ended. Sign in with the new one.
      </DoorNote>
    )
  }
  return (
    <StartFrame title="Choose a new password" lead="All your sessions end with the old one.">
      <FormFrame form={form} action="Change password" wide>
        <NewPasswordField form={form} autoFocus />
      </FormFrame>
    </StartFrame>
  )
}
