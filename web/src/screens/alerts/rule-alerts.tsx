import type { AlertRuleDetail } from '../../api.ts'
import { Value } from '../../components/facts.tsx'
import { Card } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { Labels } from './labels.tsx'
import { SilenceLink } from './silence-link.tsx'
import { RuleStateWord } from './state-words.tsx'

const shownAtOnce = 100

/** Those that are pending or firing, with what they say. */
export function RuleAlerts({ alerts, incidentId }: { alerts: AlertRuleDetail['alerts']; incidentId?: string }) {
  if (alerts.length === 0) return <p className="text-muted">None is pending or firing.</p>
  return (
    <Card>
      <ul>
        {alerts.slice(0, shownAtOnce).map((alert) => (
          <li key={JSON.stringify(alert.labels)} className="border-b border-line px-4 py-3 last:border-b-0">
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <RuleStateWord condition={alert.state} />
              <span className="font-medium">{alert.value}</span>
              <span className="text-muted">
                since <Time at={alert.firedAt ?? alert.activeAt} />
              </span>
              <Labels labels={alert.labels} leave={['alertname']} />
              <SilenceLink labels={alert.labels} silencedBy={alert.silencedBy} incidentId={incidentId} />
            </p>
            <Annotations annotations={alert.annotations} />
          </li>
        ))}
      </ul>
      {alerts.length > shownAtOnce && (
        <p className="border-t border-line px-4 py-2 text-xs text-faint">The first {shownAtOnce} are shown.</p>
      )}
    </Card>
  )
}

export function Annotations({ annotations }: { annotations: Record<string, string> }) {
  const all = Object.entries(annotations)
  if (all.length === 0) return null
  return (
    <dl className="mt-1 grid gap-x-3 gap-y-0.5 sm:grid-cols-[7rem_minmax(0,1fr)]">
      {all.map(([name, text]) => (
        <div key={name} className="contents">
          <dt className="text-xs leading-5 text-faint">{name}</dt>
          <dd className="min-w-0 break-words whitespace-pre-wrap">
            {/^https?:/.test(text) ? <Value value={text} /> : text}
          </dd>
        </div>
      ))}
    </dl>
  )
}
