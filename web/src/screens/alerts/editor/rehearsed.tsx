import type { RuleRehearsal } from '../../../api.ts'
import { absolute, counted, duration, fullNumber } from '../../../format.ts'
import { Labels } from '../labels.tsx'
import { stretchWords, Timeline, type TimelineRow } from '../timeline.tsx'
import { headlineOf, cutWords } from './rehearsed-words.ts'

const shownAlerts = 20

export function Rehearsed({ rehearsal, isOld }: { rehearsal: RuleRehearsal; isOld: boolean }) {
  const { from, to, alerts, alertCount, alertsFired, evaluations, failedEvaluations, failings, longestMs } = rehearsal
  return (
    <div className="grid gap-4" role="region" aria-label="Result of the rehearsal">
      <div>
        <p className="text-md font-semibold">{headlineOf(rehearsal)}</p>
        <p className="text-muted">
          {fullNumber(evaluations)} evaluations from {absolute(new Date(from))} on;{' '}
          {alertCount === 0
            ? 'nothing was found in any of them.'
            : `${counted(alertCount, 'alert')}, firing ${counted(alertsFired, 'time')} in all.`}
          {longestMs > 0 && ` The longest incident: ${duration(longestMs)}.`}
        </p>
        {isOld && <p className="mt-1 text-degraded">The rule was changed since; rehearse it again.</p>}
        {rehearsal.cut !== null && <p className="mt-1 text-degraded">{cutWords(rehearsal)}</p>}
      </div>
      {failedEvaluations > 0 && (
        <p className="rounded-md bg-down-soft px-3 py-2 break-words text-down">
          {counted(failedEvaluations, 'evaluation')} would have failed: {failings[0]?.error}
        </p>
      )}
      <Timeline label="What the rule would have done" from={from} to={to} rows={rowsOf(rehearsal)} />
      {alerts.length > shownAlerts && (
        <p className="text-xs text-faint">
          The first {shownAlerts} of {counted(alertCount, 'alert')} are shown.
        </p>
      )}
      <p aria-hidden className="flex flex-wrap gap-x-4 text-xs text-muted">
        <Key look="bg-degraded">pending</Key>
        <Key look="bg-down">firing</Key>
        {rehearsal.silenced.length > 0 && <Key look="bg-maintenance">silenced</Key>}
        {rehearsal.noData.length > 0 && <Key look="bg-unknown hatched">no data</Key>}
      </p>
    </div>
  )
}

function Key({ look, children }: { look: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span className={`size-2.5 rounded-xs ${look}`} />
      {children}
    </span>
  )
}

function rowsOf({ firings, silenced, noData, failings, alerts }: RuleRehearsal): TimelineRow[] {
  const stretch =
    (look: TimelineRow['stretches'][number]['look'], what: string) => (one: { from: string; to: string }) => ({
      ...{ from: one.from, to: one.to, look },
      words: stretchWords(what, one.from, one.to),
    })
  return [
    {
      key: 'incident',
      name: <span className="font-medium">Incident open</span>,
      stretches: firings.map(stretch('incident', 'open')),
    },
    ...(silenced.length > 0
      ? [{ key: 'silenced', name: 'Silenced', stretches: silenced.map(stretch('silenced', 'silenced')) }]
      : []),
    ...(noData.length > 0
      ? [{ key: 'noData', name: 'No data', stretches: noData.map(stretch('noData', 'no data')) }]
      : []),
    ...(failings.length > 0
      ? [{ key: 'failed', name: 'Failed', stretches: failings.map(stretch('failed', 'failed')) }]
      : []),
    ...alerts.slice(0, shownAlerts).map(({ labels, stretches }) => ({
      key: JSON.stringify(labels),
      name: <Labels labels={labels} leave={['alertname']} />,
      stretches: stretches.map((one) => stretch(one.state, one.state)(one)),
    })),
  ]
}
