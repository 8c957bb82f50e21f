import { useQueryClient } from '@tanstack/react-query'
import { client } from '../../api.ts'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { toast } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { sessionQuery, useSession } from '../../session.ts'

export function Profile() {
  return (
    <>
      <Section title="Your name">
        <Name />
      </Section>
      <Section title="Your address">
        <Email />
      </Section>
    </>
  )
}

function Name() {
  const { user } = useSession()
  const queryClient = useQueryClient()
  const form = useForm({
    initial: { name: user.name },
    rules: { name: ({ name }) => rules.filled('Your name')(name) },
    submit: async (body) => {
      await client.updateUser({ body })
      await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
      toast({ words: 'Saved.' })
    },
  })
  return (
    <Card className="p-4">
      <FormFrame form={form} action="Save">
        <TextField
          form={form}
          name="name"
          label="Name"
          autoComplete="name"
          hint="As other members of your workspaces see it."
          className="max-w-sm"
        />
      </FormFrame>
    </Card>
  )
}

function Email() {
  const { user } = useSession()
  const form = useForm({
    initial: { email: '' },
    rules: { email: ({ email }) => rules.email(email) },
    submit: async ({ email }) => {
      await client.requestEmailChange({ body: { email } })
      form.reset()
      toast({ words: `A link is on its way to ${email}. The address changes when you follow it.` })
    },
  })
  return (
    <Card className="p-4">
      <p className="mb-4 text-muted">
        You sign in with <strong className="font-medium text-text">{user.email}</strong>.
      </p>
      <FormFrame form={form} action="Change address">
        <TextField
          form={form}
          name="email"
          label="New address"
          type="email"
          autoComplete="email"
          hint="We mail a link to it. Until you follow it, everything stays as it is."
          className="max-w-sm"
        />
      </FormFrame>
    </Card>
  )
}
