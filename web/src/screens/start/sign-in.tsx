import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { client } from '../../api.ts'
import { Or } from '../../components/or.tsx'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { rules, useForm } from '../../form.ts'
import { passkeysWork } from '../../passkeys.ts'
import { providersQuery, signUpQuery } from '../../session.ts'
import { Underneath } from '../door/door-frame.tsx'
import { PasskeyButton } from '../door/passkey-button.tsx'
import { ProviderButtons } from '../door/provider-buttons.tsx'
import { SignInProblem } from '../door/sign-in-problem.tsx'
import { useSignedIn } from '../door/signed-in.ts'
import { StartFrame } from './frame.tsx'

const route = getRouteApi('/')

export function SignIn() {
  const { next: wanted, link, provider, problem } = route.useSearch()
  // Whom a provider vouches for is linked afterwards, by the person who has signed in as they always do.
  const next = link && provider ? `/you?tab=security&link=${provider}` : wanted
  const { data: providers } = useSuspenseQuery(providersQuery)
  const { data: signUp } = useSuspenseQuery(signUpQuery)
  const onSignedIn = useSignedIn()
  const form = useForm({
    initial: { email: '', password: '' },
    rules: {
      email: ({ email }) => rules.email(email),
      password: ({ password }) => rules.filled('The password')(password),
    },
    submit: async (body) => onSignedIn(await client.signIn({ body }), next),
  })
  const lead = link
    ? `Someone already signs in here with that address. If it is you, sign in as you always do: ${link} is then linked.`
    : next
      ? 'Sign in to go on to where you were.'
      : 'Good to see you.'
  return (
    <StartFrame title="Sign in" lead={lead}>
      {problem && <SignInProblem code={problem} />}
      <FormFrame form={form} action="Sign in" wide>
        <TextField form={form} name="email" label="E-mail address" type="email" autoComplete="username" autoFocus />
        <TextField form={form} name="password" label="Password" type="password" autoComplete="current-password" />
      </FormFrame>
      {(passkeysWork || providers.items.length > 0) && <Or />}
      <div className="flex flex-col gap-2">
        {passkeysWork && <PasskeyButton next={next} />}
        {!link && <ProviderButtons next={next} />}
      </div>
      <Underneath>
        <Link to="/forgot-password">Forgot the password?</Link>
        {signUp.mode === 'open' && (
          <>
            {' · '}
            <Link to="/sign-up">Sign up</Link>
          </>
        )}
      </Underneath>
      {signUp.mode === 'invited' && (
        <p className="mt-2 text-xs text-faint">New here? Ask a member of your workspace for an invitation.</p>
      )}
    </StartFrame>
  )
}
