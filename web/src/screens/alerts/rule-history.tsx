import { useInfiniteQuery } from '@tanstack/react-query'
import type { AlertChange, AlertEvaluation, AlertRuleDetail } from '../../api.ts'
import { Paged } from '../../components/paged.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { counted, duration } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { Labels } from './labels.tsx'
import { changesQuery, evaluationsQuery } from './queries.ts'
import { RuleStateWord } from './state-words.tsx'

export function RuleHistory({ rule: { id, kind, evaluatedAt } }: { rule: AlertRuleDetail }) {
  const { slug } = useWorkspace()
  const changes = useInfiniteQuery(changesQuery(slug, id, evaluatedAt ?? ''))
  const evaluations = useInfiniteQuery(evaluationsQuery(slug, id, evaluatedAt ?? ''))
  return (
    <>
      {kind === 'alerting' && (
        <Section title="Alerts that began, fired or ended">
          <Paged query={changes} skeleton={<SkeletonRows rows={3} />} more="Show older ones">
            {(items) =>
              items.length === 0 ? (
                <p className="text-muted">Nothing yet.</p>
              ) : (
                <Card>
                  <ul>
                    {items.map((change) => (
                      <Change key={`${change.at} ${JSON.stringify(change.labels)}`} change={change} />
                    ))}
                  </ul>
                </Card>
              )
            }
          </Paged>
        </Section>
      )}
      <Section title="Evaluations">
        <Paged query={evaluations} skeleton={<SkeletonRows rows={6} />} more="Show older evaluations">
          {(items) =>
            items.length === 0 ? (
              <p className="text-muted">It was not evaluated yet.</p>
            ) : (
              <Card>
                <ul>
                  {items.map((evaluation) => (
                    <Evaluation key={evaluation.at} evaluation={evaluation} />
                  ))}
                </ul>
              </Card>
            )
          }
        </Paged>
      </Section>
    </>
  )
}

const row = 'flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 last:border-b-0'

function Change({ change: { at, state, labels, value } }: { change: AlertChange }) {
  return (
    <li className={row}>
      <span className="w-24 shrink-0 text-muted">
        <Time at={at} />
      </span>
      <span className="flex w-24 shrink-0">
        <RuleStateWord condition={state}>{state === 'inactive' ? 'Over' : undefined}</RuleStateWord>
      </span>
      <span className="w-20 shrink-0 truncate">{value}</span>
      <Labels labels={labels} leave={['alertname']} />
    </li>
  )
}

function Evaluation({ evaluation }: { evaluation: AlertEvaluation }) {
  const { at, state, health, error, results, firingCount, pendingCount, durationMs, missed } = evaluation
  return (
    <li className={row}>
      <span className="w-24 shrink-0 text-muted">
        <Time at={at} />
      </span>
      <span className="flex w-24 shrink-0">
        <RuleStateWord condition={health === 'err' ? 'error' : state === 'unknown' ? 'waiting' : state} />
      </span>
      <span className="min-w-0 flex-1 text-muted">
        {error === null ? (
          <>
            {counted(results ?? 0, 'result')}
            {firingCount > 0 && `, ${firingCount} firing`}
            {pendingCount > 0 && `, ${pendingCount} pending`}
          </>
        ) : (
          <span className="break-words text-down">{error}</span>
        )}
        {missed > 0 && <span className="text-degraded"> · {counted(missed, 'evaluation')} before it missed</span>}
      </span>
      <span className="shrink-0 text-xs text-faint">{duration(durationMs)}</span>
    </li>
  )
}
