import { useQueryClient } from '@tanstack/react-query'
import type { Role } from '../../api.ts'
import { SelectField, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card } from '../../components/screen.tsx'
import { toast } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { capital } from '../../format.ts'
import { useClient, useWorkspace } from '../../session.ts'
import { invitationsQuery } from './queries.ts'
import { rolesToGive, roleWords } from './roles.ts'

/** Stays open after an invitation: there are often several. */
export function InviteForm({ onClose }: { onClose: () => void }) {
  const { slug, permissions } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const form = useForm<{ email: string; role: Role }>({
    initial: { email: '', role: 'member' },
    rules: { email: ({ email }) => rules.email(email) },
    draft: 'invitation',
    submit: async ({ email, role }) => {
      const invitation = await client.createInvitation({ body: { email: email.trim(), role } })
      await queryClient.invalidateQueries({ queryKey: invitationsQuery(slug).queryKey })
      toast({ words: `An invitation is on its way to ${invitation.email}.` })
      form.set('email', '')
      form.element.current?.querySelector('input')?.focus()
    },
  })
  return (
    <Card className="mb-5 p-4">
      <FormFrame form={form} action="Send invitation" onCancel={onClose}>
        <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_16rem]">
          <TextField
            form={form}
            name="email"
            label="E-mail address"
            type="email"
            autoFocus
            placeholder="grace@example.com"
            hint="We mail a link that works for seven days, for this address alone."
          />
          <SelectField
            form={form}
            name="role"
            label="Role"
            options={rolesToGive(permissions).map((value) => ({ value, word: capital(value) }))}
            hint={`${roleWords[form.values.role]}.`}
          />
        </div>
      </FormFrame>
    </Card>
  )
}
