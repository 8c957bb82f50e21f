import { useQueryClient } from '@tanstack/react-query'
import type { Channel } from '../../api.ts'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { rules, useForm } from '../../form.ts'
import { useClient, useWorkspace } from '../../session.ts'
import { AlertKinds } from './alert-kinds.tsx'
import { channelsQuery } from './queries.ts'

/** In place, below the row. */
export function ChannelEdit({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const client = useClient()
  const queryClient = useQueryClient()
  const { slug } = useWorkspace()
  const { type } = channel
  const form = useForm({
    initial: { name: channel.name, address: channel.address ?? '', url: channel.url ?? '', events: channel.events },
    rules: { name: ({ name }) => rules.filled('A name')(name) },
    submit: async ({ name, address, url, events }) => {
      await client.updateNotificationChannel({
        params: { channelId: channel.id },
        body: { name, events, ...(type === 'email' ? { address } : { url }) },
      })
      await queryClient.invalidateQueries({ queryKey: channelsQuery(slug).queryKey })
      onClose()
    },
  })
  return (
    <div className="border-t border-line bg-surface px-4 py-4 md:pl-12">
      <FormFrame form={form} action="Save" onCancel={onClose}>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField form={form} name="name" label="Name" autoFocus />
          {type === 'email' ? (
            <TextField form={form} name="address" label="E-mail address" type="email" />
          ) : (
            <TextField form={form} name="url" label="URL" type="url" spellCheck={false} />
          )}
        </div>
        <AlertKinds
          value={form.values.events}
          onChange={(events) => form.set('events', events)}
          error={form.errors['events']}
        />
      </FormFrame>
    </div>
  )
}
