import { useQuery } from '@tanstack/react-query'
import Plus from 'lucide-react/icons/plus'
import Radar from 'lucide-react/icons/radar'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Empty } from '../../../components/empty.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Card, Screen } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { counted } from '../../../format.ts'
import { useRefusal, useWorkspace } from '../../../session.ts'
import { MonitorKinds } from '../checks/tabs.tsx'
import { KeyBox } from './key-box.tsx'
import { NewProbe } from './new-probe.tsx'
import { ProbeRow } from './probe-row.tsx'
import { probesQuery, type NewProbe as Made, type Probe } from './queries.ts'

export function Probes() {
  const { slug } = useWorkspace()
  const query = useQuery(probesQuery(slug))
  const refusal = useRefusal('keys.write')
  const [creating, setCreating] = useState(false)
  const [made, setMade] = useState<Made>()
  const enrol = (
    <Button look="primary" icon={<Plus aria-hidden />} refusal={refusal} onClick={() => setCreating(true)}>
      Enrol probe
    </Button>
  )
  return (
    <Screen
      title="Monitors"
      lead="A probe runs inside of your own network and checks from there what this server cannot reach. It connects outwards only."
      actions={!creating && query.data && query.data.items.length > 0 && enrol}
    >
      <MonitorKinds chosen="probes" />
      {creating && (
        <NewProbe
          onClose={() => setCreating(false)}
          onMade={(probe) => {
            setMade(probe)
            setCreating(false)
          }}
        />
      )}
      {made && (
        <KeyBox
          key={made.key}
          made={made}
          current={query.data?.items.find(({ id }) => id === made.id)}
          onClose={() => setMade(undefined)}
        />
      )}
      <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
        {({ items }) =>
          items.length > 0 ? (
            <ProbeList probes={items} onMade={setMade} />
          ) : (
            !creating && (
              <Empty icon={<Radar />} title="No probe yet" action={enrol}>
                Enrol one, paste one line on a machine inside, and choose it as the place of a monitor.
              </Empty>
            )
          )
        }
      </Loaded>
    </Screen>
  )
}

function ProbeList({ probes, onMade }: { probes: readonly Probe[]; onMade: (made: Made) => void }) {
  const rows = (list: readonly Probe[]) => (
    <Card>
      <ul>
        {list.map((probe) => (
          <ProbeRow key={probe.id} probe={probe} onMade={onMade} />
        ))}
      </ul>
    </Card>
  )
  const working = probes.filter(({ state }) => state !== 'revoked')
  const revoked = probes.filter(({ state }) => state === 'revoked')
  return (
    <>
      {working.length > 0 ? (
        rows(working)
      ) : (
        <p className="rounded-lg border border-dashed border-line-strong px-4 py-6 text-center text-muted">
          No probe works any more.
        </p>
      )}
      {revoked.length > 0 && (
        <details className="mt-6">
          <summary className="mb-2 cursor-pointer text-muted hover:text-text">
            {counted(revoked.length, 'probe')} that {revoked.length === 1 ? 'was' : 'were'} revoked
          </summary>
          {rows(revoked)}
        </details>
      )}
    </>
  )
}
