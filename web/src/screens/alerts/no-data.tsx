import type { AlertRuleDetail } from '../../api.ts'
import { Time } from '../../components/time.tsx'
import { Labels } from './labels.tsx'
import { SilenceLink } from './silence-link.tsx'

type Props = { since: string; withoutData: AlertRuleDetail['withoutData']; incidentId?: string }

/** Since when nothing of what a rule looks at is there, and whether somebody is told of it. */
export function NoData({ since, withoutData, incidentId }: Props) {
  return (
    <div className="rounded-md bg-unknown-soft px-3 py-2 text-unknown hatched">
      <p>
        Nothing that it looks at is there any more, since <Time at={since} />.
      </p>
      {withoutData && (
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
          <Labels labels={withoutData.labels} />
          <SilenceLink labels={withoutData.labels} silencedBy={withoutData.silencedBy} incidentId={incidentId} />
        </p>
      )}
    </div>
  )
}
