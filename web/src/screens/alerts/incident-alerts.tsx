import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import BellOff from 'lucide-react/icons/bell-off'
import type { AlertRuleDetail, IncidentAlerts as Alerts } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { useKeys } from '../../keys.ts'
import { useRefusal, useWorkspace } from '../../session.ts'
import { metricsFallback } from '../metrics/prometheus.ts'
import { draftOfRule } from './editor/draft.ts'
import { labelsToSilence } from './labels-to-silence.ts'
import { Labels } from './labels.tsx'
import { NoData } from './no-data.tsx'
import { incidentAlertsQuery, rulePreviewQuery } from './queries.ts'
import { Annotations, RuleAlerts } from './rule-alerts.tsx'
import { RuleGraph } from './rule-graph.tsx'
import { SilenceLink } from './silence-link.tsx'
import { textOfLabels } from './silences/matchers.ts'
import { conditionOf } from './state.ts'
import { RuleStatePill } from './state-words.tsx'

const route = getRouteApi('/$workspace/incidents/$incidentId')

/** What an incident of alerts is about now: its rule with what that looks at, and who fires. */
export function IncidentAlerts() {
  const { slug } = useWorkspace()
  const { incidentId } = route.useParams()
  const query = useQuery(incidentAlertsQuery(slug, incidentId))
  return (
    <Loaded query={query} skeleton={<Skeleton className="h-96 w-full" />}>
      {(alerts) => <Shown alerts={alerts} incidentId={incidentId} />}
    </Loaded>
  )
}

function Shown({ alerts, incidentId }: { alerts: Alerts; incidentId: string }) {
  const { rule, external } = alerts
  return (
    <div className="flex flex-col gap-5">
      <SilenceAll alerts={alerts} incidentId={incidentId} />
      {rule && <RuleOfIncident rule={rule} incidentId={incidentId} />}
      {external.length > 0 && <External external={external} incidentId={incidentId} />}
      {!rule && external.length === 0 && (
        <p className="text-muted">
          Nothing of it fires any more, and its rule is not known here. What it was told of is under Trail and Grouping.
        </p>
      )}
    </div>
  )
}

function SilenceAll({ alerts, incidentId }: { alerts: Alerts; incidentId: string }) {
  const { slug: workspace } = useWorkspace()
  const navigate = useNavigate()
  const refusal = useRefusal('incidents.write')
  const labels = labelsToSilence(alerts)
  const silence = (): void => {
    if (!labels || refusal) return
    const search = { create: true, labels: textOfLabels(labels), incident: incidentId }
    void navigate({ to: '/$workspace/alerts/silences', params: { workspace }, search })
  }
  useKeys([{ keys: 's', does: 'Silence its alerts', group: 'Incident', run: silence }])
  if (!labels) return null
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <p className="min-w-0 flex-1 basis-64 text-muted">
        A silence keeps its alerts from telling anybody for a time; muting is for this incident alone.
      </p>
      <Button icon={<BellOff aria-hidden />} refusal={refusal} onClick={silence} title="s">
        Silence …
      </Button>
    </div>
  )
}

function RuleOfIncident({ rule, incidentId }: { rule: AlertRuleDetail; incidentId: string }) {
  const { slug: workspace } = useWorkspace()
  const { data } = useQuery(rulePreviewQuery(workspace, draftOfRule(rule, rule.group)))
  return (
    <>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 text-base font-semibold break-words">
          <Link to="/$workspace/alerts/$ruleId" params={{ workspace, ruleId: rule.id }} className="text-link">
            <bdi>{rule.name}</bdi>
          </Link>
        </h2>
        <RuleStatePill condition={conditionOf(rule, rule.group)} />
        {rule.since !== null && (
          <span className="text-muted">
            since <Time at={rule.since} />
          </span>
        )}
      </header>
      {rule.error !== null && (
        <p className="rounded-md bg-down-soft px-3 py-2 break-words text-down">
          The last evaluation failed, so its alerts are what they were: {rule.error}
        </p>
      )}
      {rule.noDataSince !== null && (
        <NoData since={rule.noDataSince} withoutData={rule.withoutData} incidentId={incidentId} />
      )}
      <RuleAlerts alerts={rule.alerts} incidentId={incidentId} />
      <Card className="p-4">
        <pre className="mb-3 overflow-x-auto text-sm whitespace-pre-wrap">{rule.expr}</pre>
        {data?.drawn ? (
          <RuleGraph expr={data.drawn.expr} threshold={data.drawn.threshold} range={metricsFallback} />
        ) : (
          <Skeleton className="h-56 w-full" />
        )}
      </Card>
    </>
  )
}

function External({ external, incidentId }: { external: Alerts['external']; incidentId: string }) {
  return (
    <Card>
      <ul aria-label="Alerts from outside that fire">
        {external.map((alert) => (
          <li key={JSON.stringify(alert.labels)} className="border-b border-line px-4 py-3 last:border-b-0">
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="text-muted">
                since <Time at={alert.startsAt} />
              </span>
              <Labels labels={alert.labels} leave={['alertname']} />
              {/^https?:/.test(alert.generatorUrl) && (
                <a href={alert.generatorUrl} rel="noreferrer" className="text-link">
                  Where it is evaluated
                </a>
              )}
              <SilenceLink labels={alert.labels} silencedBy={alert.silencedBy} incidentId={incidentId} />
            </p>
            <Annotations annotations={alert.annotations} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
