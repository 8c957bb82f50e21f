import type { Form } from '../form.ts'
import { TextField } from './field.tsx'

const shortestPassword = 12

export function passwordRule(password: string): string | undefined {
  return password.length < shortestPassword ? `Use at least ${shortestPassword} characters.` : undefined
}

/** No rules of composition, and pasting works: password managers know best. */
export function NewPasswordField<V extends { password: string }>({
  form,
  label = 'Password',
  autoFocus,
}: {
  form: Form<V>
  label?: string
  autoFocus?: boolean
}) {
  return (
    <TextField
      form={form as unknown as Form<{ password: string }>} // every form with this field has it under this name
      name="password"
      label={label}
      type="password"
      autoComplete="new-password"
      autoFocus={autoFocus}
      hint={`At least ${shortestPassword} characters. A sentence is a good password.`}
    />
  )
}
