import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '../../api.ts'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { rules, useForm } from '../../form.ts'
import { StartFrame } from '../start/frame.tsx'
import { DoorNote, Underneath } from './door-frame.tsx'

export function ForgotPassword() {
  const [sentTo, setSentTo] = useState<string>()
  const form = useForm({
    initial: { email: '' },
    rules: { email: ({ email }) => rules.email(email) },
    submit: async ({ email }) => {
      await client.requestPasswordReset({ body: { email } })
      setSentTo(email)
    },
  })
  if (sentTo) {
    return (
      <DoorNote title="Look into your mail" action="Back to the sign-in">
        If someone signs in here with <strong className="font-medium text-text">{sentTo}</strong>, a link to choose a
        new password is on its way.
      </DoorNote>
    )
  }
  return (
    <StartFrame title="Forgot the password" lead="We mail you a link with which you choose a new one.">
      <FormFrame form={form} action="Mail me a link" wide>
        <TextField form={form} name="email" label="E-mail address" type="email" autoComplete="username" autoFocus />
      </FormFrame>
      <Underneath>
        <Link to="/">Back to the sign-in</Link>
      </Underneath>
    </StartFrame>
  )
}
