/** Alerts and silences in the form of Alertmanager's API v2. Source: Alertmanager, api/v2/openapi.yaml. Pure. */
import type { ActiveAlert } from '../rule.ts'
import type { ExternalAlert } from './external-repo.ts'
import { fingerprintOf } from './read-alerts.ts'
import type { ListedSilence } from './silences.ts'

export type GettableAlert = {
  labels: Record<string, string>
  annotations: Record<string, string>
  receivers: { name: string }[]
  fingerprint: string
  startsAt: string
  updatedAt: string
  endsAt: string
  generatorURL: string
  status: { state: 'active' | 'suppressed'; silencedBy: string[]; inhibitedBy: string[]; mutedBy: string[] }
}

/** What is told is decided by channels; clients want one name. */
export const receiver = { name: 'watchword' }

type Silencers = (labels: Record<string, string>) => string[]

function statusOf(silencedBy: string[]): GettableAlert['status'] {
  return { state: silencedBy.length > 0 ? 'suppressed' : 'active', silencedBy, inhibitedBy: [], mutedBy: [] }
}

export function formOfExternal(alert: ExternalAlert, silencers: Silencers): GettableAlert {
  const { labels, annotations, fingerprint, startsAt, updatedAt, endsAt, generatorUrl } = alert
  return {
    ...{ labels, annotations, fingerprint, receivers: [receiver], generatorURL: generatorUrl },
    ...{ startsAt: startsAt.toISOString(), updatedAt: updatedAt.toISOString(), endsAt: endsAt.toISOString() },
    status: statusOf(silencers(labels)),
  }
}

/** One of our own rules, which fires until an evaluation says otherwise. */
export function formOfOwn(alert: ActiveAlert, now: Date, url: string, silencers: Silencers): GettableAlert {
  const { labels, annotations, firedAt, activeAt, ruleId } = alert
  return {
    ...{ labels, annotations, fingerprint: fingerprintOf(labels), receivers: [receiver] },
    generatorURL: `${url}/alert-rules/${ruleId}`,
    ...{ startsAt: (firedAt ?? activeAt).toISOString(), updatedAt: now.toISOString() },
    endsAt: new Date(now.getTime() + 5 * 60_000).toISOString(),
    status: statusOf(silencers(labels)),
  }
}

export function formOfSilence({
  id,
  state,
  matchers,
  startsAt,
  endsAt,
  updatedAt,
  createdByName,
  comment,
}: ListedSilence) {
  return {
    ...{ id, status: { state }, matchers, comment, createdBy: createdByName, annotations: {} },
    ...{ startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), updatedAt: updatedAt.toISOString() },
  }
}
