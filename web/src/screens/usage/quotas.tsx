import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import Gauge from 'lucide-react/icons/gauge'
import Plus from 'lucide-react/icons/plus'
import type { Quota } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { useRefusal, useWorkspace } from '../../session.ts'
import { MetricLimitsSection } from './metric-limits.tsx'
import { NewQuotaForm } from './new-quota.tsx'
import { quotasQuery } from './queries.ts'
import { QuotaRow } from './quota-row.tsx'
import { useScopeNames } from './use-scope-names.ts'

const route = getRouteApi('/$workspace/settings/usage')

/** How much may come, and how much of it has. */
export function Quotas() {
  const { slug } = useWorkspace()
  const query = useQuery(quotasQuery(slug))
  const { create } = route.useSearch()
  const navigate = route.useNavigate()
  const refusal = useRefusal('projects.write')
  const turn = (creating: boolean): void =>
    void navigate({ search: { tab: 'quotas', ...(creating && { create: true }) }, replace: true, resetScroll: false })
  const creating = create && !refusal
  const button = (
    <Button look="primary" icon={<Plus aria-hidden />} refusal={refusal} onClick={() => turn(true)}>
      Add quota
    </Button>
  )
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 basis-64 text-pretty text-muted">
          A quota keeps one program from using up what all need. Each kind of data is limited apart: who has sent too
          many events still sends logs and heartbeats.
        </p>
        {!creating && query.data?.items.length !== 0 && button}
      </div>
      {creating && <NewQuotaForm onClose={() => turn(false)} />}
      <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
        {({ items }) =>
          items.length > 0 ? (
            <QuotaList quotas={items} />
          ) : (
            !creating && (
              <Card>
                <Empty icon={<Gauge />} title="No quota: everything is taken" action={button}>
                  Only the server’s own limits and spike protection hold. Set a quota where a flood would cost you
                  something.
                </Empty>
              </Card>
            )
          )
        }
      </Loaded>
      <MetricLimitsSection />
    </>
  )
}

function QuotaList({ quotas }: { quotas: readonly Quota[] }) {
  const nameOf = useScopeNames(quotas)
  return (
    <Card>
      <ul>
        {quotas.map((quota) => (
          <QuotaRow key={quota.id} quota={quota} whose={nameOf(quota)} />
        ))}
      </ul>
    </Card>
  )
}
