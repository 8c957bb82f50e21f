import { useQueryClient } from '@tanstack/react-query'
import type { NewApiKey, Scope } from '../../api.ts'
import { SelectField, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card } from '../../components/screen.tsx'
import { rules, useForm } from '../../form.ts'
import { useClient, useWorkspace } from '../../session.ts'
import { dayRule, expiries, expiryOf, type Expiry } from './expiry.ts'
import { apiKeysQuery } from './queries.ts'
import { ScopesField } from './scopes-field.tsx'
import { presetsFor } from './scopes.ts'

type Values = { name: string; scopes: readonly Scope[]; expiry: Expiry; day: string }

export function NewKey({ onClose, onMade }: { onClose: () => void; onMade: (key: NewApiKey) => void }) {
  const { slug, permissions } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const form = useForm<Values>({
    initial: {
      name: '',
      scopes: presetsFor(permissions).find(({ word }) => word === 'Read only')?.scopes ?? [],
      expiry: '90',
      day: '',
    },
    rules: {
      name: ({ name }) => rules.filled('A name')(name),
      scopes: ({ scopes }) => (scopes.length === 0 ? 'Choose at least one thing that the key may do.' : undefined),
      day: ({ expiry, day }) => (expiry === 'day' ? dayRule(day, new Date()) : undefined),
    },
    draft: 'apiKey',
    submit: async ({ name, scopes, expiry, day }) => {
      const expiresAt = expiryOf(expiry, day, new Date())
      const made = await client.createApiKey({ body: { name, scopes: [...scopes], expiresAt } })
      await queryClient.invalidateQueries({ queryKey: apiKeysQuery(slug).queryKey })
      onMade(made)
    },
  })
  return (
    <Card className="mb-5 p-4">
      <FormFrame form={form} action="Create key" onCancel={onClose}>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            form={form}
            name="name"
            label="Name"
            autoFocus
            placeholder="Deploy script"
            hint="What uses it, so that you know later whether it is still needed."
          />
          <div className="flex flex-wrap gap-4">
            <SelectField form={form} name="expiry" label="Ends" options={expiries} className="min-w-40 flex-1" />
            {form.values.expiry === 'day' && (
              <TextField form={form} name="day" label="Day" type="date" className="min-w-36 flex-1" />
            )}
          </div>
        </div>
        <ScopesField
          value={form.values.scopes}
          own={permissions}
          error={form.errors['scopes']}
          onChange={(scopes) => form.set('scopes', scopes)}
        />
      </FormFrame>
    </Card>
  )
}
