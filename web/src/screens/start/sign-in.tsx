import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { client } from '../../api.ts'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { rules, useForm } from '../../form.ts'
import { sessionQuery } from '../../session.ts'
import { StartFrame } from './frame.tsx'

const route = getRouteApi('/')

export function SignIn() {
  const queryClient = useQueryClient()
  const router = useRouter()
  const { next } = route.useSearch()
  const form = useForm({
    initial: { email: '', password: '' },
    rules: {
      email: ({ email }) => rules.email(email),
      password: ({ password }) => rules.filled('The password')(password),
    },
    submit: async (values) => {
      queryClient.setQueryData(sessionQuery.queryKey, await client.signIn({ body: values }))
      // The route then leads on, to where one wanted to go.
      await router.invalidate()
    },
  })
  return (
    <StartFrame title="Sign in" lead={next ? 'Sign in to go on to where you were.' : 'Good to see you.'}>
      <FormFrame form={form} action="Sign in" wide>
        <TextField form={form} name="email" label="E-mail address" type="email" autoComplete="username" autoFocus />
        <TextField form={form} name="password" label="Password" type="password" autoComplete="current-password" />
      </FormFrame>
    </StartFrame>
  )
}
