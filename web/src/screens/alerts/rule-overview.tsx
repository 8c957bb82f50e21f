import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { AlertRuleDetail } from '../../api.ts'
import { Fact, Facts } from '../../components/facts.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { TimeRange } from '../../components/time-range.tsx'
import { counted, duration } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { metricsFallback } from '../metrics/prometheus.ts'
import { draftOfRule } from './editor/draft.ts'
import { Labels } from './labels.tsx'
import { lengthText } from './length.ts'
import { rulePreviewQuery } from './queries.ts'
import { NoData } from './no-data.tsx'
import { RuleAlerts } from './rule-alerts.tsx'
import { RuleGraph } from './rule-graph.tsx'

const route = getRouteApi('/$workspace/alerts/$ruleId')

export function RuleOverview({ rule }: { rule: AlertRuleDetail }) {
  const { slug: workspace } = useWorkspace()
  const { range = metricsFallback } = route.useSearch()
  const navigate = route.useNavigate()
  const preview = useQuery(rulePreviewQuery(workspace, draftOfRule(rule, rule.group)))
  const drawn = preview.data?.drawn
  return (
    <>
      {rule.error !== null && (
        <p className="mb-5 rounded-md bg-down-soft px-3 py-2 break-words text-down">
          The last evaluation failed, so its alerts are what they were: {rule.error}
        </p>
      )}
      {rule.noDataSince !== null && (
        <div className="mb-5">
          <NoData since={rule.noDataSince} withoutData={rule.withoutData} />
        </div>
      )}
      <Section
        title="Expression"
        actions={
          <TimeRange
            range={range}
            fallback={metricsFallback}
            onChange={(next) => void navigate({ search: (before) => ({ ...before, range: next }), replace: true })}
          />
        }
      >
        <Card className="p-4">
          <pre className="mb-3 overflow-x-auto text-sm whitespace-pre-wrap">{rule.expr}</pre>
          {drawn ? (
            <RuleGraph expr={drawn.expr} threshold={drawn.threshold} range={range} />
          ) : (
            <Skeleton className="h-56 w-full" />
          )}
        </Card>
      </Section>
      {rule.kind === 'alerting' && (
        <Section title={rule.alerts.length > 0 ? counted(rule.alerts.length, 'alert') : 'Alerts'}>
          <RuleAlerts alerts={rule.alerts} />
        </Section>
      )}
      <Section title="Details">
        <Card className="p-4">
          <RuleFacts rule={rule} workspace={workspace} />
        </Card>
      </Section>
    </>
  )
}

const noDataWords = {
  keep: 'its alerts stay what they were',
  alert: 'its alerts stay, and an incident opens',
  ok: 'its alerts are over',
}

function RuleFacts({ rule, workspace }: { rule: AlertRuleDetail; workspace: string }) {
  const { kind, forMs, keepFiringForMs, labels, group, incidentId, evaluatedAt, durationMs, onNoData } = rule
  return (
    <Facts>
      {incidentId !== null && (
        <Fact name="Incident">
          <Link to="/$workspace/incidents/$incidentId" params={{ workspace, incidentId }} className="text-link">
            The one that it opened last
          </Link>
        </Fact>
      )}
      <Fact name="Evaluated">
        {evaluatedAt === null ? 'not yet' : <Time at={evaluatedAt} />}
        {durationMs !== null && `, in ${duration(durationMs)}`}
        {group.missedCount > 0 && (
          <span className="text-degraded">; {counted(group.missedCount, 'evaluation')} of its group missed</span>
        )}
      </Fact>
      {kind === 'alerting' && (
        <>
          <Fact name="Fires">{forMs === 0 ? 'at once' : `after ${lengthText(forMs)}`}</Fact>
          {keepFiringForMs > 0 && <Fact name="Keeps firing">for {lengthText(keepFiringForMs)} after it was over</Fact>}
          <Fact name="Without data">{noDataWords[onNoData]}</Fact>
        </>
      )}
      <Fact name="Labels">
        <Labels labels={{ ...group.labels, ...labels }} />
      </Fact>
    </Facts>
  )
}
