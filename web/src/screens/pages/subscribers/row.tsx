import Mail from 'lucide-react/icons/mail'
import MessageSquare from 'lucide-react/icons/message-square'
import Trash2 from 'lucide-react/icons/trash-2'
import WebhookIcon from 'lucide-react/icons/webhook'
import { useState } from 'react'
import type { StatusPage, Subscriber } from '../../../api.ts'
import { Button, IconButton } from '../../../components/button.tsx'
import { ErrorLine } from '../../../components/error-panel.tsx'
import { Time } from '../../../components/time.tsx'
import { useClient } from '../../../session.ts'
import { useRefresh } from '../queries.ts'
import { channelWords, choiceWords } from './words.ts'

const icons = { email: Mail, webhook: WebhookIcon, slack: MessageSquare }

type Props = { page: StatusPage; subscriber: Subscriber; onRemove: () => void }

export function SubscriberRow({ subscriber, onRemove }: Props) {
  const { address, channel, consentNote, suppressedReason, bouncedAt, bounceReason } = subscriber
  const Icon = icons[channel]
  const choices = choiceWords(subscriber)
  return (
    <li className="flex items-center gap-3 border-b border-line px-4 py-2 last:border-b-0">
      <Icon className="size-4 shrink-0 text-faint" role="img" aria-label={channelWords[channel]} />
      <span className="min-w-0 flex-1">
        <span className="block truncate">{address}</span>
        {choices && <span className="block truncate text-xs text-muted">{choices}</span>}
        {consentNote && <span className="block truncate text-xs text-muted">Imported: {consentNote}</span>}
        {bouncedAt && bounceReason !== suppressedReason && (
          <span className="block text-xs break-words text-muted">
            Bounced <Time at={bouncedAt} />, {bounceReason}
          </span>
        )}
        {suppressedReason && <Stopped subscriber={subscriber} reason={suppressedReason} />}
      </span>
      <State subscriber={subscriber} />
      <IconButton label={`Remove ${address}`} onClick={onRemove}>
        <Trash2 aria-hidden />
      </IconButton>
    </li>
  )
}

function State({ subscriber: { state, confirmedAt } }: { subscriber: Subscriber }) {
  return (
    <span className="shrink-0 text-xs text-muted">
      {state === 'pending' && (
        <span className="hatched rounded-full bg-unknown-soft px-2 py-0.5 text-unknown">not confirmed yet</span>
      )}
      {state === 'suppressed' && <span className="rounded-full bg-down-soft px-2 py-0.5 text-down">stopped</span>}
      {state === 'unsubscribed' && 'unsubscribed'}
      {state === 'confirmed' && confirmedAt && (
        <span className="max-sm:sr-only">
          confirmed <Time at={confirmedAt} />
        </span>
      )}
    </span>
  )
}

/** Why nothing is sent there any more, and the way back. */
function Stopped({ subscriber, reason }: { subscriber: Subscriber; reason: string }) {
  const client = useClient()
  const refresh = useRefresh()
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<unknown>()
  const resume = async (): Promise<void> => {
    setPending(true)
    try {
      await client.resumeSubscriber({ params: { subscriberId: subscriber.id } })
      await refresh()
    } catch (caught) {
      setError(caught)
    } finally {
      setPending(false)
    }
  }
  return (
    <span className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-down">
      <span className="min-w-0 break-words">
        {subscriber.bouncedAt && reason === subscriber.bounceReason && (
          <>
            Bounced <Time at={subscriber.bouncedAt} />,{' '}
          </>
        )}
        {reason}
      </span>
      <Button look="quiet" className="h-6" pending={pending} onClick={() => void resume()}>
        Send again
      </Button>
      {error !== undefined && <ErrorLine error={error} />}
    </span>
  )
}
