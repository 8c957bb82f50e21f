import { client } from '../../api.ts'
import type { GetSignUpResult, SignUpResult } from '../../../../api/client.ts'
import { Checkbox, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { NewPasswordField, passwordRule } from '../../components/password-field.tsx'
import { rules, useForm, type Form } from '../../form.ts'
import { WorkspaceFields } from './workspace-fields.tsx'

type Props = {
  signUp: GetSignUpResult
  /** An own workspace is made; else the invitation says which one is joined. */
  withWorkspace?: boolean
  invitation?: { secret: string; email: string }
  onDone: (result: SignUpResult, email: string) => Promise<void>
}

/** Who one is. With a provider's word, or the link of an invitation, the address needs no further proof. */
export function PersonForm({ signUp, withWorkspace = false, invitation, onDone }: Props) {
  const waiting = signUp.waitingIdentity
  const fixedEmail = invitation?.email ?? waiting?.email
  // Without an invitation or a provider's word the address is proved first, and the password chosen by its owner.
  const wantsPassword = invitation !== undefined && !waiting
  const form = useForm({
    initial: {
      person: waiting?.name ?? '',
      email: fixedEmail ?? '',
      password: '',
      name: '',
      slug: '',
      oldEnough: false,
      accepted: false,
    },
    rules: {
      person: ({ person }) => rules.filled('Your name')(person),
      email: ({ email }) => rules.email(email),
      password: ({ password }) => (wantsPassword ? passwordRule(password) : undefined),
      name: ({ name }) => (withWorkspace ? rules.filled('A name')(name) : undefined),
      slug: ({ slug }) => (withWorkspace ? rules.slug(slug) : undefined),
      accepted: ({ accepted }) => (accepted ? undefined : 'Without it we may not keep your data.'),
      oldEnough: ({ oldEnough }) => (oldEnough ? undefined : `You must be at least ${signUp.minimumAge}.`),
    },
    submit: async ({ person, email, password, name, slug, oldEnough }) => {
      const result = await client.signUp({
        body: {
          name: person,
          ...(!waiting && { email }),
          ...(wantsPassword && { password }),
          ...(withWorkspace && { workspace: { name, slug } }),
          ...(invitation && { invitation: invitation.secret }),
          oldEnough,
          policyVersion: signUp.policyVersion,
        },
      })
      await onDone(result, email)
    },
  })
  return (
    <FormFrame form={form} action={invitation ? 'Join' : 'Sign up'} wide>
      <TextField form={form} name="person" label="Your name" autoComplete="name" autoFocus />
      <TextField
        form={form}
        name="email"
        label="E-mail address"
        type="email"
        autoComplete="email"
        readOnly={fixedEmail !== undefined}
      />
      {wantsPassword && <NewPasswordField form={form} />}
      {withWorkspace && (
        <>
          <h2 className="mt-2 text-sm font-semibold">Your workspace</h2>
          <WorkspaceFields form={form as unknown as Form<{ name: string; slug: string }>} />
        </>
      )}
      <div className="flex flex-col gap-2.5">
        <Checkbox
          label={`I am at least ${signUp.minimumAge} years old`}
          checked={form.values.oldEnough}
          aria-invalid={form.errors['oldEnough'] ? true : undefined}
          onChange={(event) => form.set('oldEnough', event.target.checked)}
          hint={form.errors['oldEnough']}
        />
        <Checkbox
          label={`I have read the privacy policy, version ${signUp.policyVersion}`}
          checked={form.values.accepted}
          aria-invalid={form.errors['accepted'] ? true : undefined}
          onChange={(event) => form.set('accepted', event.target.checked)}
          hint={form.errors['accepted']}
        />
      </div>
    </FormFrame>
  )
}
