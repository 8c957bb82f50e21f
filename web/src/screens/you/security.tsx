import { useQuery, useQueryClient } from '@tanstack/react-query'
import { client } from '../../api.ts'
import { FormFrame } from '../../components/form-frame.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { NewPasswordField, passwordRule } from '../../components/password-field.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { toast } from '../../components/toast.tsx'
import { useForm } from '../../form.ts'
import { sessionQuery } from '../../session.ts'
import { Identities } from './identities.tsx'
import { Passkeys } from './passkeys.tsx'
import { factorsQuery } from './queries.ts'
import { Totp } from './totp.tsx'

/** All ways to sign in. The last one of them cannot be taken away; the server says so. */
export function Security() {
  const query = useQuery(factorsQuery)
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
      {(factors) => (
        <>
          <Passkeys passkeys={factors.passkeys} />
          <Totp factors={factors} />
          <Section title="Password">
            <Password has={factors.hasPassword} />
          </Section>
          <Identities identities={factors.identities} />
        </>
      )}
    </Loaded>
  )
}

function Password({ has }: { has: boolean }) {
  const queryClient = useQueryClient()
  const form = useForm({
    initial: { password: '' },
    rules: { password: ({ password }) => passwordRule(password) },
    submit: async (body) => {
      await client.changePassword({ body })
      form.reset()
      await queryClient.invalidateQueries({ queryKey: ['you'] })
      await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
      toast({ words: 'The password is changed. All your other sessions have ended.' })
    },
  })
  return (
    <Card className="p-4">
      {!has && <p className="mb-4 text-muted">You have none: you sign in with a passkey or a provider.</p>}
      <FormFrame form={form} action={has ? 'Change password' : 'Set a password'}>
        <div className="max-w-sm">
          <NewPasswordField form={form} label="New password" />
        </div>
      </FormFrame>
    </Card>
  )
}
