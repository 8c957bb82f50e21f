import { useQueryClient } from '@tanstack/react-query'
import type { NewChannel as CreatedChannel } from '../../api.ts'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card } from '../../components/screen.tsx'
import { rules, useForm } from '../../form.ts'
import { useClient, useSession, useWorkspace } from '../../session.ts'
import { AlertKinds, allKinds, type AlertKind } from './alert-kinds.tsx'
import { channelsQuery } from './queries.ts'

type Props = { type: 'email' | 'webhook'; onClose: () => void; onCreated: (channel: CreatedChannel) => void }

export function NewChannel({ type, onClose, onCreated }: Props) {
  const client = useClient()
  const queryClient = useQueryClient()
  const { slug } = useWorkspace()
  const { user } = useSession()
  const form = useForm({
    initial: { name: '', address: '', url: '', events: [...allKinds] as AlertKind[] },
    rules: {
      name: ({ name }) => rules.filled('A name')(name),
      address: ({ address }) => (type === 'email' ? rules.email(address) : undefined),
      url: ({ url }) => (type === 'email' || URL.canParse(url.trim()) ? undefined : 'This is not a URL.'),
    },
    draft: `channel.${type}`,
    submit: async ({ name, address, url, events }) => {
      const channel = await client.createNotificationChannel({
        body:
          type === 'email' ? { type, name, address: address.trim(), events } : { type, name, url: url.trim(), events },
      })
      await queryClient.invalidateQueries({ queryKey: channelsQuery(slug).queryKey })
      onCreated(channel)
    },
  })
  return (
    <Card className="mb-5 p-4">
      <FormFrame
        form={form}
        action={type === 'email' ? 'Add e-mail channel' : 'Add webhook channel'}
        onCancel={onClose}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            form={form}
            name="name"
            label="Name"
            autoFocus
            placeholder={type === 'email' ? 'Payments on-call' : 'Incident hook'}
            hint="As it is called in the trail."
          />
          {type === 'email' ? (
            <TextField form={form} name="address" label="E-mail address" type="email" placeholder={user.email} />
          ) : (
            <TextField
              form={form}
              name="url"
              label="URL"
              type="url"
              spellCheck={false}
              placeholder="https://hooks.example.com/watchword"
              hint="Gets a POST, signed as Standard Webhooks says. Private networks are refused unless allowed."
            />
          )}
        </div>
        <AlertKinds
          value={form.values.events}
          onChange={(events) => form.set('events', events)}
          error={form.errors['events']}
        />
      </FormFrame>
    </Card>
  )
}
