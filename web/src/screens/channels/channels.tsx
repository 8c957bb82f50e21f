import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import Mail from 'lucide-react/icons/mail'
import Send from 'lucide-react/icons/send'
import Webhook from 'lucide-react/icons/webhook'
import { useState } from 'react'
import type { NewChannel as CreatedChannel } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Screen, Section } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { useRefusal, useWorkspace } from '../../session.ts'
import { ChannelRow } from './channel-row.tsx'
import { Deliveries } from './deliveries.tsx'
import { NewChannel } from './new-channel.tsx'
import { channelsQuery } from './queries.ts'
import { SigningSecret } from './signing-secret.tsx'

const route = getRouteApi('/$workspace/settings/channels')

export function Channels() {
  const { slug } = useWorkspace()
  const query = useQuery(channelsQuery(slug))
  const { create, channel: chosen } = route.useSearch()
  const navigate = route.useNavigate()
  const refusal = useRefusal('channels.write')
  const [created, setCreated] = useState<CreatedChannel>()
  const start = (type: 'email' | 'webhook' | undefined): void =>
    void navigate({
      search: ({ channel }) => ({ ...(channel && { channel }), ...(type && { create: type }) }),
      replace: true,
    })
  const buttons = (
    <>
      <Button icon={<Mail aria-hidden />} refusal={refusal} onClick={() => start('email')}>
        Add e-mail
      </Button>
      <Button icon={<Webhook aria-hidden />} refusal={refusal} onClick={() => start('webhook')}>
        Add webhook
      </Button>
    </>
  )
  return (
    <Screen
      title="Channels"
      lead="Who is told when an incident opens, comes back or is resolved."
      actions={!create && query.data?.items.length !== 0 && buttons}
    >
      {create && !refusal && (
        <NewChannel
          key={create}
          type={create}
          onClose={() => start(undefined)}
          onCreated={(channel) => {
            setCreated(channel)
            start(undefined)
          }}
        />
      )}
      {created?.signingSecret && (
        <SigningSecret
          channelName={created.name}
          secret={created.signingSecret}
          onClose={() => setCreated(undefined)}
        />
      )}
      <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            !create && (
              <Empty icon={<Send />} title="Nobody is told yet" action={buttons}>
                Add an e-mail address or a webhook, send it a test, and see the delivery arrive.
              </Empty>
            )
          ) : (
            <Card className="mb-8">
              <ul>
                {items.map((channel) => (
                  <ChannelRow key={channel.id} channel={channel} open={channel.id === chosen} />
                ))}
              </ul>
            </Card>
          )
        }
      </Loaded>
      {query.data && query.data.items.length > 0 && (
        <Section
          title={
            chosen
              ? `Deliveries of ${query.data.items.find(({ id }) => id === chosen)?.name ?? 'the channel'}`
              : 'Deliveries'
          }
        >
          <Deliveries {...(chosen && { channelId: chosen })} />
        </Section>
      )}
    </Screen>
  )
}
