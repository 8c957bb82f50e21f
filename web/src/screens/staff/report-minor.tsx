import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '../../api.ts'
import { TextArea, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { rules, useForm } from '../../form.ts'
import { DoorNote, Underneath } from '../door/door-frame.tsx'
import { StartFrame } from '../start/frame.tsx'

/** For anyone, signed in or not. */
export function ReportMinor() {
  const [sent, setSent] = useState(false)
  const form = useForm({
    initial: { email: '', message: '' },
    rules: { email: ({ email }) => rules.email(email) },
    submit: async ({ email, message }) => {
      await client.reportMinor({ body: { email, ...(message.trim() !== '' && { message }) } })
      setSent(true)
    },
  })
  if (sent) {
    return (
      <DoorNote title="Thank you" action="To the sign-in">
        Those who run this installation read your report. If it is right, everything of the person is erased. You get no
        answer, because nobody is told who has a sign-in here.
      </DoorNote>
    )
  }
  return (
    <StartFrame title="Report someone who is too young" lead="Whoever has not reached the minimum age may not be here.">
      <FormFrame form={form} action="Report" wide>
        <TextField form={form} name="email" label="Their e-mail address" type="email" autoFocus />
        <TextArea
          form={form}
          name="message"
          label="What we should know"
          maxLength={2_000}
          hint="You need not say who you are. It is deleted with the rest once the report is decided."
        />
      </FormFrame>
      <Underneath>
        <Link to="/">To the sign-in</Link>
      </Underneath>
    </StartFrame>
  )
}
