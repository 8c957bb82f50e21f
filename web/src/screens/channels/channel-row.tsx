import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Ellipsis from 'lucide-react/icons/ellipsis'
import Mail from 'lucide-react/icons/mail'
import Send from 'lucide-react/icons/send'
import Webhook from 'lucide-react/icons/webhook'
import { useState } from 'react'
import type { Channel } from '../../api.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { Confirm } from '../../components/dialog.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../components/menu.tsx'
import { DeliveryState, OffPill } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { ChannelEdit } from './channel-edit.tsx'

const route = getRouteApi('/$workspace/settings/channels')

export function ChannelRow({ channel, open }: { channel: Channel; open: boolean }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = route.useNavigate()
  const refusal = useRefusal('channels.write')
  const [editing, setEditing] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const params = { channelId: channel.id }
  const refresh = (): void => {
    for (const noun of ['channels', 'deliveries']) void queryClient.invalidateQueries({ queryKey: [slug, noun] })
  }
  const test = useMutation({
    mutationFn: () => client.testNotificationChannel({ params }),
    onSuccess: () => {
      refresh()
      // Its deliveries show what becomes of the test.
      void navigate({ search: { channel: channel.id }, replace: true, resetScroll: false })
      toast({ words: 'The test is on its way. Watch the deliveries below.' })
    },
    onError: toastError,
  })
  const turn = useMutation({
    mutationFn: (enabled: boolean) => client.updateNotificationChannel({ params, body: { enabled } }),
    onSuccess: refresh,
    onError: toastError,
  })
  const Icon = channel.type === 'email' ? Mail : Webhook
  return (
    <li className={cn('border-b border-line last:border-b-0', open && 'bg-selected')}>
      <div className="relative flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
        <Icon
          className={cn('size-4.5 shrink-0', channel.enabled ? 'text-muted' : 'text-faint')}
          aria-label={channel.type === 'email' ? 'E-mail' : 'Webhook'}
        />
        <div className="min-w-0 flex-1 basis-48">
          <Link
            to="/$workspace/settings/channels"
            params={{ workspace: slug }}
            search={open ? {} : { channel: channel.id }}
            replace
            resetScroll={false}
            aria-current={open || undefined}
            className="font-medium after:absolute after:inset-0"
          >
            {channel.name}
          </Link>
          <p className="truncate text-xs text-faint">{channel.address ?? channel.url}</p>
        </div>
        <div className="text-xs text-muted">
          {channel.enabled ? (
            channel.lastDelivery ? (
              <span className="flex items-center gap-2">
                <DeliveryState state={channel.lastDelivery.outcome} />{' '}
                <Time at={channel.lastDelivery.at} className="text-faint" />
              </span>
            ) : (
              <span className="text-faint">Never used</span>
            )
          ) : (
            <OffPill />
          )}
        </div>
        <div className="z-1 flex items-center gap-1">
          <Button icon={<Send aria-hidden />} refusal={refusal} pending={test.isPending} onClick={() => test.mutate()}>
            Send a test
          </Button>
          <Menu
            align="end"
            trigger={
              <IconButton label={`More for ${channel.name}`} disabled={refusal !== undefined}>
                <Ellipsis aria-hidden />
              </IconButton>
            }
          >
            <MenuItem onClick={() => setEditing(true)}>Change</MenuItem>
            <MenuItem onClick={() => turn.mutate(!channel.enabled)}>
              {channel.enabled ? 'Turn off' : 'Turn on'}
            </MenuItem>
            <MenuSeparator />
            <MenuItem onClick={() => setDeleting(true)}>Delete …</MenuItem>
          </Menu>
        </div>
        {channel.disabledReason && <p className="basis-full pl-8.5 text-xs text-muted">{channel.disabledReason}</p>}
      </div>
      {editing && <ChannelEdit channel={channel} onClose={() => setEditing(false)} />}
      <Confirm
        open={deleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${channel.name}?`}
        action="Delete channel"
        run={async () => {
          await client.deleteNotificationChannel({ params })
          if (open) await navigate({ search: {}, replace: true })
          refresh()
        }}
      >
        Nothing is sent to {channel.address ?? channel.url} any more, and what is still waiting is not delivered. The
        trail keeps what was already sent.
      </Confirm>
    </li>
  )
}
