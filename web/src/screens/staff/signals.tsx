import { useInfiniteQuery } from '@tanstack/react-query'
import Radar from 'lucide-react/icons/radar'
import { Empty } from '../../components/empty.tsx'
import { Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { fullNumber } from '../../format.ts'
import { Pages, Row, Rows } from './pages.tsx'
import { signalsQuery, type AbuseSignal } from './queries.ts'

/** Patterns of abuse, and what Watchword did about them by itself. */
export function Signals() {
  const query = useInfiniteQuery(signalsQuery)
  return (
    <Section title="Abuse in the last 90 days">
      <Pages query={query}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={<Radar />} title="Nothing stood out">
              When a sender tries passwords for many addresses, many senders try one address, or a sender asks for mails
              without end, it is stopped by itself and listed here.
            </Empty>
          ) : (
            <Rows>
              {items.map((signal) => (
                <Row key={signal.id} actions={<Time at={signal.at} className="text-xs text-muted" />}>
                  <p>{what(signal)}</p>
                  <p className="text-xs text-faint">
                    {done[signal.action]}
                    {signal.endsAt && (
                      <>
                        , {new Date(signal.endsAt) > new Date() ? 'ends' : 'ended'} <Time at={signal.endsAt} />
                      </>
                    )}
                  </p>
                </Row>
              ))}
            </Rows>
          )
        }
      </Pages>
    </Section>
  )
}

const done: Record<AbuseSignal['action'], string> = {
  signInRefused: 'Refused to sign in with passwords for an hour',
  mailRefused: 'Refused to ask for mails for an hour',
  personTold: 'The person was told',
  none: 'Nobody signs in with that address, so there was nobody to tell',
}

function what({ kind, sender, user, counted }: AbuseSignal): string {
  const count = fullNumber(counted)
  if (kind === 'credentialStuffing') return `${sender ?? 'A sender'} tried passwords for ${count} addresses`
  if (kind === 'mailFlood') return `${sender ?? 'A sender'} asked for ${count} mails within an hour`
  return `Many senders tried ${count} passwords for ${user ? (user.name ?? 'someone who is gone') : 'one address'}`
}
